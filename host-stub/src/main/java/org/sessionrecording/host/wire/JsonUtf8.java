package org.sessionrecording.host.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text of JSON as UTF-8, which has no lone surrogates: within strings, where alone they can be, they become escapes. */
final class JsonUtf8 {
    private JsonUtf8() {}

    /** JSON as it is, but for lone surrogates. */
    static byte[] of(CharSequence json) {
        return encoded(json, false);
    }

    /** What stands between the quotes of a string. */
    static byte[] quotable(CharSequence text) {
        return encoded(text, true);
    }

    private static byte[] encoded(CharSequence text, boolean quoted) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && (c < ' ' || c == '"' || c == '\\')) {
                escaped(bytes, c);
            } else if (c < 0x80) {
                bytes.write(c);
            } else if (c < 0x800) {
                bytes.write(0xC0 | c >> 6);
                bytes.write(0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                bytes.write(0xE0 | c >> 12);
                bytes.write(0x80 | c >> 6 & 0x3F);
                bytes.write(0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes.writeBytes(Character.toString(Character.toCodePoint(c, text.charAt(++i)))
                        .getBytes(StandardCharsets.UTF_8));
            } else {
                escaped(bytes, c);
            }
        }
        return bytes.toByteArray();
    }

    private static void escaped(ByteArrayOutputStream bytes, char c) {
        bytes.writeBytes(String.format(Locale.ROOT, "\\u%04x", (int) c).getBytes(StandardCharsets.US_ASCII));
    }
}
