package org.sessionrecording.host.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates JSON that a client gzipped and wrote as a string, one character per byte (Latin-1). What comes out is checked to
 * be JSON, since it goes in the string's place. One inflater serves all fields of a request, as most of them are tiny; for
 * one thread.
 */
final class GzipString implements AutoCloseable {
    private static final int FREE_OF_RATIO = 1024 * 1024;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final byte[] HEX = hex();

    private final WireLimits limits;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private byte[] compressed = new byte[1024];
    private byte[] plain = new byte[16 * 1024];

    GzipString(WireLimits limits) {
        this.limits = limits;
    }

    private static byte[] hex() {
        byte[] values = new byte[128];
        for (int c = 0; c < 128; c++) {
            values[c] = (byte) Character.digit(c, 16);
        }
        return values;
    }

    /** Appends what the string literal at {@code start} holds, of at most {@code room} bytes. */
    void inflate(String field, byte[] json, int start, int end, int room, ByteArrayOutputStream out) {
        int length = latin1(field, json, start, end);
        long most = Math.min(room, FREE_OF_RATIO + (long) length * limits.inflationRatio());
        int size = inflated(field, length, most);
        JsonScanner scanner = new JsonScanner(plain, 0, size, limits);
        scanner.skipValue();
        scanner.requireEnd();
        out.write(plain, 0, size);
    }

    private int inflated(String field, int length, long most) {
        requireHeader(field, length);
        inflater.reset();
        inflater.setInput(compressed, HEADER, length - HEADER);
        int size = 0;
        while (!inflater.finished()) {
            if (size == plain.length) {
                plain = Arrays.copyOf(plain, 2 * size);
            }
            int more = more(field, size);
            if (more == 0 && !inflater.finished()) {
                throw notGzip(field);
            }
            size += more;
            if (size > most) {
                throw WireException.overLimit("Cannot take snapshot: its " + field + " inflates to more than " + most
                        + " bytes (record less at once, or raise the limit)");
            }
        }
        requireTrailer(field, length, size);
        return size;
    }

    private int more(String field, int size) {
        try {
            return inflater.inflate(plain, size, plain.length - size);
        } catch (DataFormatException e) {
            throw WireException.undecodable(notGzip(field).getMessage(), e);
        }
    }

    /** Without optional parts: no client writes them. */
    private void requireHeader(String field, int length) {
        boolean gzip = length >= HEADER + TRAILER
                && compressed[0] == 0x1F
                && compressed[1] == (byte) 0x8B
                && compressed[2] == 8
                && compressed[3] == 0;
        if (!gzip) {
            throw notGzip(field);
        }
    }

    private void requireTrailer(String field, int length, int size) {
        crc.reset();
        crc.update(plain, 0, size);
        int trailer = length - inflater.getRemaining();
        boolean whole = inflater.getRemaining() == TRAILER
                && littleEndian(trailer) == (int) crc.getValue()
                && littleEndian(trailer + 4) == size;
        if (!whole) {
            throw notGzip(field);
        }
    }

    private int littleEndian(int at) {
        return compressed[at] & 0xFF
                | (compressed[at + 1] & 0xFF) << 8
                | (compressed[at + 2] & 0xFF) << 16
                | (compressed[at + 3] & 0xFF) << 24;
    }

    private static WireException notGzip(String field) {
        return WireException.undecodable(
                "Cannot read snapshot: its " + field + " is not whole gzip (send it as it was recorded)");
    }

    /** Each character of the string literal as a byte. */
    private int latin1(String field, byte[] json, int start, int end) {
        if (compressed.length < end - start) {
            compressed = new byte[Math.max(end - start, 2 * compressed.length)];
        }
        byte[] into = compressed;
        int length = 0;
        int foreign = 0;
        int at = start + 1;
        while (at < end - 1) {
            int b = json[at];
            if (b == '\\') {
                boolean unicode = json[at + 1] == 'u';
                into[length++] =
                        unicode ? requireByte(field, hex4(json, at + 2)) : (byte) JsonBytes.unescaped(json[at + 1]);
                at += unicode ? 6 : 2;
            } else {
                // one byte or two is a coin toss in compressed data, so no branch depends on it
                int two = b >> 31;
                into[length++] = (byte) (b & ~two | (b << 6 | json[at + 1] & 0x3F) & two);
                foreign |= (b ^ 0xC2) & 0xFE & two;
                at += 1 - two;
            }
        }
        requireByte(field, foreign << 8);
        return length;
    }

    private static int hex4(byte[] json, int at) {
        return HEX[json[at]] << 12 | HEX[json[at + 1]] << 8 | HEX[json[at + 2]] << 4 | HEX[json[at + 3]];
    }

    private static byte requireByte(String field, int character) {
        if (character > 0xFF) {
            throw WireException.undecodable(
                    "Cannot read snapshot: its " + field + " is marked as compressed and is not (send it as recorded)");
        }
        return (byte) character;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
