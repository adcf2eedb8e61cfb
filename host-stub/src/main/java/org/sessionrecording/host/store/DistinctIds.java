package org.sessionrecording.host.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;

/**
 * Distinct ids as bytes: UTF-8, generalised so that an unpaired surrogate takes its three-byte form and comes back as it
 * was. PostgreSQL's text would refuse those and NUL.
 */
public final class DistinctIds {
    private DistinctIds() {}

    public static byte[] encode(DistinctId id) {
        String value = id.value();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length() + 16);
        value.codePoints().forEach(codePoint -> {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                bytes.write(0xE0 | (codePoint >> 12));
                bytes.write(0x80 | ((codePoint >> 6) & 0x3F));
                bytes.write(0x80 | (codePoint & 0x3F));
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** What {@link #encode} wrote. */
    public static DistinctId decode(byte[] bytes) {
        StringBuilder value = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int size = size(bytes[at]);
            if (at + size > bytes.length) {
                throw broken();
            }
            value.appendCodePoint(codePoint(bytes, at, size));
            at += size;
        }
        return new DistinctId(value.toString());
    }

    private static int size(byte first) {
        if (first >= 0) {
            return 1;
        }
        int size = Integer.numberOfLeadingZeros(~(first << 24));
        if (size < 2 || size > 4) {
            throw broken();
        }
        return size;
    }

    private static int codePoint(byte[] bytes, int at, int size) {
        if (size == 1) {
            return bytes[at];
        }
        int codePoint = bytes[at] & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            codePoint = (codePoint << 6) | (bytes[at + i] & 0x3F);
        }
        return codePoint;
    }

    private static ApiException broken() {
        return new ApiException(
                ApiException.Kind.STORE,
                "Cannot read a distinct_id: its bytes are no UTF-8 (was the row written by hand?)");
    }
}
