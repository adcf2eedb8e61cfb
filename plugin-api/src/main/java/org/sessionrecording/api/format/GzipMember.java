package org.sessionrecording.api.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    static byte[] trailer(long crc32, long length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc32)
                .putInt((int) length)
                .array();
    }

    /** A byte-aligned deflate block of its own, ended by a sync flush. */
    static byte[] block(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain);
            byte[] buffer = new byte[plain.length + plain.length / 1000 + 64];
            int written = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            if (written == buffer.length) {
                throw new IllegalStateException("Cannot deflate " + plain.length + " bytes: the bound was wrong");
            }
            return Arrays.copyOf(buffer, written);
        } finally {
            deflater.end();
        }
    }
}
