package org.sessionrecording.api.format;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The chunk format: raw DEFLATE of snapshots as JSON, comma-separated, without brackets, ended by a sync flush, so that it
 * is byte-aligned, has no final block and is never empty. Any run of chunks joined by {@link GzipMember#SEPARATOR} and
 * ended by {@link GzipMember#END} inflates alone.
 */
public final class ChunkCodec {
    private static final byte[] SYNC_FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};

    private ChunkCodec() {}

    /** A finished chunk: its bytes, and length and CRC-32 of what they hold. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Encoded(byte[] data, int length, long crc32, int count) {
        /** CRC-32 (unsigned) of the stored bytes. */
        public long storedCrc32() {
            return Crc32Combiner.of(data);
        }
    }

    /** Writes chunks one after the other. Not thread-safe; {@link #close} frees native memory. */
    public static final class Encoder implements AutoCloseable {
        private static final byte[] COMMA = {','};

        private final Deflater deflater;
        private final CRC32 crc = new CRC32();
        private final byte[] buffer = new byte[32 * 1024];
        private ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int length;
        private int count;

        /** @param level deflate's, 1 (fast) to 9 (small) */
        public Encoder(int level) {
            deflater = new Deflater(level, true);
        }

        /** Plain bytes so far. */
        public int length() {
            return length;
        }

        public int count() {
            return count;
        }

        /**
         * Adds one snapshot.
         *
         * @return the offset of its first byte within the plain bytes
         */
        public int add(byte[] json, int offset, int size) {
            if (count > 0) {
                write(COMMA, 0, 1);
            }
            int at = length;
            write(json, offset, size);
            count++;
            return at;
        }

        /** Ends the chunk, and begins the next. */
        public Encoded finish() {
            if (count == 0) {
                throw new IllegalStateException("Cannot finish a chunk without snapshots");
            }
            drain(Deflater.SYNC_FLUSH);
            Encoded encoded = new Encoded(out.toByteArray(), length, crc.getValue(), count);
            deflater.reset();
            crc.reset();
            out = new ByteArrayOutputStream();
            length = 0;
            count = 0;
            return encoded;
        }

        private void write(byte[] bytes, int offset, int size) {
            crc.update(bytes, offset, size);
            length = Math.addExact(length, size);
            deflater.setInput(bytes, offset, size);
            drain(Deflater.NO_FLUSH);
        }

        private void drain(int flush) {
            int written;
            do {
                written = deflater.deflate(buffer, 0, buffer.length, flush);
                out.write(buffer, 0, written);
            } while (written == buffer.length || !deflater.needsInput());
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    /**
     * Inflates one chunk.
     *
     * @param data as stored
     * @param length plain bytes it must hold; nothing more is inflated
     * @param crc32 of the plain bytes
     * @throws DataFormatException where the data is anything else
     */
    public static byte[] decode(byte[] data, int length, long crc32) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            byte[] plain = new byte[length];
            int done = 0;
            while (done < length) {
                int inflated = inflater.inflate(plain, done, length - done);
                if (inflated == 0) {
                    throw new DataFormatException(
                            "Cannot inflate chunk: it ends after " + done + " of " + length + " bytes");
                }
                done += inflated;
            }
            if (inflater.inflate(new byte[1]) > 0) {
                throw new DataFormatException("Cannot inflate chunk: it holds more than " + length + " bytes");
            }
            if (inflater.finished() || inflater.getRemaining() > 0 || !endsInSyncFlush(data)) {
                throw new DataFormatException("Cannot inflate chunk: it does not end in a sync flush");
            }
            if (Crc32Combiner.of(plain) != crc32) {
                throw new DataFormatException("Cannot inflate chunk: its checksum differs");
            }
            return plain;
        } finally {
            inflater.end();
        }
    }

    private static boolean endsInSyncFlush(byte[] data) {
        int from = data.length - SYNC_FLUSH.length;
        return from >= 0 && Arrays.equals(data, from, data.length, SYNC_FLUSH, 0, SYNC_FLUSH.length);
    }
}
