package org.sessionrecording.host.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Inflates JSON that a client gzipped and wrote as a string, one character per byte (Latin-1). What comes out is checked to
 * be JSON, since it goes in the string's place.
 */
final class GzipString {
    private static final int FREE_OF_RATIO = 1024 * 1024;

    private final WireLimits limits;
    private byte[] compressed = new byte[1024];

    GzipString(WireLimits limits) {
        this.limits = limits;
    }

    void inflate(String field, byte[] json, int start, int end, int room, ByteArrayOutputStream out) {
        int length = latin1(field, json, start, end);
        long most = Math.min(room, FREE_OF_RATIO + (long) length * limits.inflationRatio());
        byte[] plain = inflated(field, length, most);
        JsonScanner scanner = new JsonScanner(plain, 0, plain.length, limits);
        scanner.skipValue();
        scanner.requireEnd();
        out.write(plain, 0, plain.length);
    }

    private byte[] inflated(String field, int length, long most) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed, 0, length), 8 * 1024)) {
            byte[] plain = in.readNBytes((int) Math.max(0, Math.min(most + 1, Integer.MAX_VALUE - 8)));
            if (plain.length > most) {
                throw WireException.overLimit("Cannot take snapshot: its " + field + " inflates to more than " + most
                        + " bytes (record less at once, or raise the limit)");
            }
            return plain;
        } catch (IOException e) {
            throw WireException.undecodable(
                    "Cannot read snapshot: its " + field + " is not whole gzip (send it as it was recorded)", e);
        }
    }

    /** Each character of the string literal as a byte. */
    private int latin1(String field, byte[] json, int start, int end) {
        if (compressed.length < end - start) {
            compressed = new byte[Math.max(end - start, 2 * compressed.length)];
        }
        int length = 0;
        int at = start + 1;
        while (at < end - 1) {
            int b = json[at];
            if (b == '\\' && json[at + 1] == 'u') {
                compressed[length++] = requireByte(field, JsonBytes.hex4(json, at + 2));
                at += 6;
            } else if (b == '\\') {
                compressed[length++] = (byte) JsonBytes.unescaped(json[at + 1]);
                at += 2;
            } else if (b >= 0) {
                compressed[length++] = (byte) b;
                at++;
            } else {
                compressed[length++] = requireByte(field, (b & 0x1F) << 6 | json[at + 1] & 0x3F | (b & 0x20) << 8);
                at += 2;
            }
        }
        return length;
    }

    private static byte requireByte(String field, int character) {
        if (character > 0xFF) {
            throw WireException.undecodable(
                    "Cannot read snapshot: its " + field + " is marked as compressed and is not (send it as recorded)");
        }
        return (byte) character;
    }
}
