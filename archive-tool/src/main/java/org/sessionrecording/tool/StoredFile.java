package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An object as it lies in a file, read at any place and more than once. What cannot be read twice (standard input, a pipe)
 * is kept in a temporary file meanwhile. Whoever opens it closes it.
 */
final class StoredFile implements AutoCloseable {
    private final String name;
    private final Optional<Path> place;
    private final FileChannel channel;
    private final long size;

    private StoredFile(String name, Optional<Path> place, FileChannel channel) throws IOException {
        this.name = name;
        this.place = place;
        this.channel = channel;
        this.size = channel.size();
    }

    static StoredFile open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            try (InputStream in = Files.newInputStream(path)) {
                return spool(path.toString(), in);
            }
        }
        return new StoredFile(path.toString(), Optional.of(path), FileChannel.open(path, StandardOpenOption.READ));
    }

    /** Reads {@code in} to its end; the caller closes it. */
    static StoredFile spool(String name, InputStream in) throws IOException {
        Path file = Files.createTempFile("archive-tool", ".json");
        try {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
            return new StoredFile(name, Optional.empty(), channel);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** As the user named it. */
    String name() {
        return name;
    }

    /** Where it lies; empty for standard input. */
    Optional<Path> place() {
        return place;
    }

    long size() {
        return size;
    }

    /** The bytes from {@code offset}, at most {@code length}; fewer where the file ends. */
    byte[] bytes(long offset, int length) throws IOException {
        try (InputStream in = range(offset, length)) {
            return in.readNBytes(length);
        }
    }

    /** A stream of the bytes from {@code offset}, at most {@code length}. It needs not be closed. */
    InputStream range(long offset, long length) {
        return new Range(offset, Math.min(offset + length, size));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Range extends InputStream {
        private final long end;
        private long at;

        Range(long from, long end) {
            this.at = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int most = (int) Math.min(length, end - at);
            int count = most <= 0 ? -1 : channel.read(ByteBuffer.wrap(to, offset, most), at);
            at += Math.max(0, count);
            return count;
        }
    }
}
