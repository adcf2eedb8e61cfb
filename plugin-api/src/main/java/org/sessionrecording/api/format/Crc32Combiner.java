package org.sessionrecording.api.format;

import java.util.zip.CRC32;

/**
 * The CRC-32 of two byte runs one after the other, from their CRCs and the second one's length alone, in O(log length).
 * The method is zlib's {@code crc32_combine}: appending n zero bits is a linear map over GF(2), so it is a 32x32 bit
 * matrix raised to a power.
 */
public final class Crc32Combiner {
    private static final long POLYNOMIAL = 0xEDB88320L;
    private static final int BITS = 32;

    private Crc32Combiner() {}

    /** CRC-32 (unsigned) of A followed by B. */
    public static long combine(long crcA, long crcB, long lengthB) {
        if (lengthB < 0) {
            throw new IllegalArgumentException("Cannot combine checksums: length " + lengthB);
        }
        long crc = crcA;
        long[] power = squared(squared(oneZeroBit()));
        for (long left = lengthB; left != 0; left >>= 1) {
            power = squared(power);
            if ((left & 1) != 0) {
                crc = times(power, crc);
            }
        }
        return crc ^ crcB;
    }

    /** CRC-32 (unsigned) of these bytes. */
    public static long of(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private static long[] oneZeroBit() {
        long[] matrix = new long[BITS];
        matrix[0] = POLYNOMIAL;
        for (int bit = 1; bit < BITS; bit++) {
            matrix[bit] = 1L << (bit - 1);
        }
        return matrix;
    }

    private static long times(long[] matrix, long vector) {
        long sum = 0;
        for (int bit = 0; vector != 0; vector >>= 1, bit++) {
            if ((vector & 1) != 0) {
                sum ^= matrix[bit];
            }
        }
        return sum;
    }

    private static long[] squared(long[] matrix) {
        long[] square = new long[BITS];
        for (int bit = 0; bit < BITS; bit++) {
            square[bit] = times(matrix, matrix[bit]);
        }
        return square;
    }
}
