package org.sessionrecording.host.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/**
 * The decoded body of one request: in memory up to a size, beyond it in a temporary file that is gone when the spool is
 * closed, or the process ends. Filled once, then read at will, by one thread.
 */
final class Spool implements AutoCloseable {
    private static final int FIRST_BYTES = 64 * 1024;

    private final int memoryBytes;
    private byte[] memory;
    private int inMemory;
    private @Nullable FileChannel file;
    private long size;

    Spool(int memoryBytes) {
        this.memoryBytes = memoryBytes;
        this.memory = new byte[Math.min(memoryBytes, FIRST_BYTES)];
    }

    /** Takes all of the stream; what the stream throws goes through. */
    void fill(InputStream in) throws IOException {
        while (true) {
            if (inMemory == memory.length) {
                makeRoom();
            }
            int read = in.read(memory, inMemory, memory.length - inMemory);
            if (read < 0) {
                break;
            }
            inMemory += read;
            size += read;
        }
        if (file != null) {
            flush(file);
        }
    }

    private void makeRoom() {
        if (file == null && memory.length < memoryBytes) {
            memory = Arrays.copyOf(memory, (int) Math.min(memoryBytes, 2L * memory.length));
        } else {
            flush(file == null ? openFile() : file);
        }
    }

    private FileChannel openFile() {
        try {
            Path path = Files.createTempFile("request-", ".spool");
            FileChannel opened = FileChannel.open(
                    path,
                    EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
            file = opened;
            return opened;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void flush(FileChannel to) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(memory, 0, inMemory);
            while (rest.hasRemaining()) {
                to.write(rest);
            }
            inMemory = 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static ApiException failed(IOException e) {
        return new ApiException(
                ApiException.Kind.STORE,
                "Cannot keep a request while it is read: " + e.getMessage() + " (free space for temporary files)",
                e);
    }

    long size() {
        return size;
    }

    boolean isInMemory() {
        return file == null;
    }

    /** All bytes, valid up to {@link #size}, where they are in memory. */
    byte[] memory() {
        if (file != null) {
            throw new IllegalStateException("Cannot give the spool's memory: it is in a file");
        }
        return memory;
    }

    /** A copy of some bytes. */
    byte[] copy(long start, long end) {
        if (file == null) {
            return Arrays.copyOfRange(memory, (int) start, (int) end);
        }
        byte[] bytes = new byte[Math.toIntExact(end - start)];
        int read = read(start, bytes, bytes.length);
        if (read < bytes.length) {
            throw new IllegalStateException("Cannot read the spool: it ends at " + (start + read));
        }
        return bytes;
    }

    /** Reads from a place on, until the buffer has {@code length} bytes or the spool ends; bytes read. */
    int read(long start, byte[] into, int length) {
        if (file == null) {
            int available = (int) Math.max(0, Math.min(length, size - start));
            System.arraycopy(memory, (int) start, into, 0, available);
            return available;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
            while (buffer.hasRemaining()) {
                if (file.read(buffer, start + buffer.position()) < 0) {
                    break;
                }
            }
            return buffer.position();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
