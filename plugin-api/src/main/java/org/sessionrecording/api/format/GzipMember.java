package org.sessionrecording.api.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Pieces of the one gzip member (RFC 1952) that joined deflate blocks become. */
public final class GzipMember {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] SEPARATOR_BLOCK = {0x00, 0x01, 0x00, (byte) 0xfe, (byte) 0xff, ','};
    private static final byte[] END_BLOCK = {0x03, 0x00};

    /** Bytes of a separator. */
    public static final int SEPARATOR_LENGTH = SEPARATOR_BLOCK.length;

    /** CRC-32 of the separator's plain byte, a comma. */
    static final long SEPARATOR_CRC32 = Crc32Combiner.of(new byte[] {','});

    private GzipMember() {}

    /** The ten bytes before the first block. */
    public static byte[] header() {
        return HEADER.clone();
    }

    /** A stored block that holds one comma: what stands between two chunks. */
    public static byte[] separator() {
        return SEPARATOR_BLOCK.clone();
    }

    /** An empty final block. */
    public static byte[] end() {
        return END_BLOCK.clone();
    }

    /** CRC-32 and length (modulo 2^32) of all plain bytes, little-endian. */
    public static byte[] trailer(long crc32, long length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc32)
                .putInt((int) length)
                .array();
    }

    /**
     * A byte-aligned deflate block of its own, ended by a sync flush, of ASCII text that is given piece by piece: only its
     * compressed bytes stay in memory. For one thread.
     */
    static final class Block implements AutoCloseable {
        private static final int BUFFER = 8 * 1024;

        private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        private final CRC32 crc32 = new CRC32();
        private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        private final byte[] buffer = new byte[BUFFER];
        private long length;

        Block add(String ascii) {
            byte[] plain = ascii.getBytes(StandardCharsets.US_ASCII);
            crc32.update(plain);
            length += plain.length;
            deflater.setInput(plain);
            deflate(Deflater.NO_FLUSH);
            return this;
        }

        /** Ends the block; nothing can be added afterwards. */
        byte[] bytes() {
            deflate(Deflater.SYNC_FLUSH);
            return compressed.toByteArray();
        }

        /** Of the plain bytes added so far. */
        long crc32() {
            return crc32.getValue();
        }

        /** Plain bytes added so far. */
        long length() {
            return length;
        }

        private void deflate(int flush) {
            int written;
            do {
                written = deflater.deflate(buffer, 0, BUFFER, flush);
                compressed.write(buffer, 0, written);
            } while (written == BUFFER || !deflater.needsInput());
        }

        @Override
        public void close() {
            deflater.end();
        }
    }
}
