package org.sessionrecording.host.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Snapshots as servers of 2021 packed them: JSON in UTF-16 (Python's with a byte order mark, Node's without) or UTF-8, in
 * gzip, in base64. Inflation is bounded in size and ratio.
 */
public final class PackedSnapshots {
    /** How gzip begins in base64. */
    private static final String BASE64_OF_GZIP = "H4sI";

    private PackedSnapshots() {}

    /** JSON, from a text that is JSON or packed; refused as {@link #unpack} does. */
    public static byte[] ofText(String text, WireLimits limits) {
        return text.startsWith(BASE64_OF_GZIP)
                ? unpack(text.getBytes(StandardCharsets.ISO_8859_1), limits)
                : checked(JsonUtf8.of(text), limits);
    }

    private static byte[] checked(byte[] json, WireLimits limits) {
        JsonScanner scanner = new JsonScanner(json, 0, json.length, limits);
        int kind = scanner.peek();
        if (kind != '{' && kind != '[') {
            throw WireException.undecodable("Cannot read snapshots: they are no JSON object or array");
        }
        scanner.skipValue();
        scanner.requireEnd();
        return json;
    }

    /**
     * JSON, as UTF-8.
     *
     * @param base64 all pieces, in order
     * @throws WireException where it is anything else, or more than a limit allows
     */
    public static byte[] unpack(byte[] base64, WireLimits limits) {
        try (InputStream in = new MeteredStream(
                new GunzipStream(new Base64Stream(new ByteArrayInputStream(base64)), limits),
                limits.inflatedBytes(),
                "what a row packs")) {
            return checked(utf8(in.readAllBytes()), limits);
        } catch (IOException e) {
            throw WireException.undecodable("Cannot unpack snapshots: they are damaged or were cut off", e);
        }
    }

    private static byte[] utf8(byte[] inflated) {
        if (inflated.length < 2) {
            return inflated;
        }
        int first = inflated[0] & 0xFF;
        int second = inflated[1] & 0xFF;
        if (first == 0xFF && second == 0xFE) {
            return utf8(inflated, 2, StandardCharsets.UTF_16LE);
        }
        if (first == 0xFE && second == 0xFF) {
            return utf8(inflated, 2, StandardCharsets.UTF_16BE);
        }
        if (second == 0) {
            return utf8(inflated, 0, StandardCharsets.UTF_16LE);
        }
        return first == 0 ? utf8(inflated, 0, StandardCharsets.UTF_16BE) : inflated;
    }

    /** Unit by unit: a decoder would replace lone surrogates. */
    private static byte[] utf8(byte[] utf16, int from, Charset order) {
        int low = order.equals(StandardCharsets.UTF_16LE) ? 0 : 1;
        StringBuilder text = new StringBuilder((utf16.length - from) / 2);
        for (int i = from; i + 1 < utf16.length; i += 2) {
            text.append((char) ((utf16[i + 1 - low] & 0xFF) << 8 | utf16[i + low] & 0xFF));
        }
        return JsonUtf8.of(text);
    }
}
