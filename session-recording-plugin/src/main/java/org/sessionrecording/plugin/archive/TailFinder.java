package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/**
 * Finds a document's tail from the object alone, whose metadata may have been lost in copying: it is the deflate block after
 * a sync flush that begins with {@code ],"chunks"}, ends with the object, and describes chunks that end where it begins.
 * Without state but for a parser; safe for use from any thread.
 */
final class TailFinder {
    private static final int FIRST_WINDOW = 64 * 1024;
    private static final int MOST_WINDOW = 32 << 20;
    private static final int GROWTH = 8;
    private static final int MOST_CHUNKS = 200_000;
    private static final long MOST_PLAIN_BYTES = 512L << 20;
    private static final int TRAILER = 8;
    private static final byte[] BEGINNING = "],\"chunks\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final ArchiveTail tails = new ArchiveTail();

    /**
     * A tail.
     *
     * @param offset of its first byte in the object
     * @param plainLength of its text
     * @param plainCrc32 of its text
     * @param trailer the member's checksum and length, as they stand there
     */
    record Tail(List<ArchivedChunk> chunks, long offset, long plainLength, long plainCrc32, byte[] trailer) {}

    /**
     * Blocks on the archive.
     *
     * @param bytes of the object
     * @throws DamagedObjectException where the object has no tail
     */
    Tail find(ObjectStore store, String key, long bytes) throws IOException {
        for (long window = FIRST_WINDOW; ; window *= GROWTH) {
            int size = (int) Math.min(bytes, Math.min(window, MOST_WINDOW));
            byte[] end = size == 0 ? new byte[0] : read(store, key, bytes - size, size);
            for (int at = next(end, 0); at >= 0; at = next(end, at)) {
                if (begins(end, at)) {
                    Tail tail = tail(end, at, bytes);
                    if (tail != null) {
                        return tail;
                    }
                }
            }
            if (size == bytes || size == MOST_WINDOW) {
                throw new DamagedObjectException("it has no list of chunks at its end");
            }
        }
    }

    private static byte[] read(ObjectStore store, String key, long offset, int length) throws IOException {
        try (InputStream in = store.readRange(key, offset, length)) {
            return in.readNBytes(length);
        }
    }

    /** Where the next block after a sync flush begins; -1 at the end. */
    private static int next(byte[] bytes, int from) {
        for (int i = from; i + 4 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == -1 && bytes[i + 3] == -1) {
                return i + 4;
            }
        }
        return -1;
    }

    private static boolean begins(byte[] bytes, int at) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, at, bytes.length - at);
            byte[] beginning = new byte[BEGINNING.length];
            int done = 0;
            for (int count = -1; done < beginning.length && count != 0; done += count) {
                count = inflater.inflate(beginning, done, beginning.length - done);
            }
            return Arrays.equals(beginning, BEGINNING);
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }

    private @org.jspecify.annotations.Nullable Tail tail(byte[] end, int at, long bytes) throws IOException {
        Inflater inflater = new Inflater(true);
        CRC32 crc = new CRC32();
        long length = 0;
        try {
            inflater.setInput(end, at, end.length - at);
            byte[] buffer = new byte[16 * 1024];
            while (!inflater.finished() && length <= MOST_PLAIN_BYTES) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    return null;
                }
                crc.update(buffer, 0, count);
                length += count;
            }
            if (!inflater.finished() || inflater.getRemaining() != TRAILER) {
                return null;
            }
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
        List<ArchivedChunk> chunks = chunks(end, at);
        long offset = bytes - end.length + at;
        ArchivedChunk last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (last == null || last.offset() + last.info().bytes() != offset) {
            throw new DamagedObjectException("its list of chunks does not fit its size");
        }
        byte[] trailer = Arrays.copyOfRange(end, end.length - TRAILER, end.length);
        return new Tail(chunks, offset, length, crc.getValue(), trailer);
    }

    private List<ArchivedChunk> chunks(byte[] end, int at) throws DamagedObjectException {
        try {
            return tails.read(RecordingKey.NONE, new ByteArrayInputStream(end, at, end.length - at), MOST_CHUNKS);
        } catch (JsonProcessingException e) {
            throw new DamagedObjectException("its list of chunks is no JSON", e);
        } catch (IOException e) {
            throw new DamagedObjectException("its list of chunks: " + e.getMessage(), e);
        }
    }
}
