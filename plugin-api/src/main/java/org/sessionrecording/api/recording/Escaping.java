package org.sessionrecording.api.recording;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Turns any distinct id into a path segment that no proxy, server, SDK or file system changes. Injective: two ids never
 * share a form. Never reversed: the original is kept beside it.
 *
 * <p>Each UTF-8 byte other than {@code A-Z a-z 0-9 - _ . @} becomes {@code ~XX}; unpaired surrogates take their three-byte
 * form. Of a result of dots only, the first dot is written {@code ~2E}. A result over 200 characters is cut to its longest
 * prefix of at most 134 that ends outside an escape, followed by {@code ~~} and the SHA-256 of the UTF-8 in lower-case hex.
 */
final class Escaping {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_PREFIX = 134;
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private Escaping() {}

    static String escape(String original) {
        byte[] utf8 = generalizedUtf8(original);
        StringBuilder escaped = new StringBuilder(utf8.length + 16);
        boolean onlyDots = true;
        for (byte b : utf8) {
            onlyDots &= b == '.';
            append(escaped, b);
        }
        if (onlyDots) {
            escaped.replace(0, 1, "~2E");
        }
        return escaped.length() <= MAX_LENGTH ? escaped.toString() : shortened(escaped, utf8);
    }

    private static void append(StringBuilder to, byte b) {
        char c = (char) (b & 0xFF);
        boolean plain = (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '@';
        if (plain) {
            to.append(c);
        } else {
            to.append('~').append(UPPER.toHexDigits(b));
        }
    }

    private static String shortened(StringBuilder escaped, byte[] utf8) {
        int end = MAX_PREFIX;
        if (escaped.charAt(end - 1) == '~') {
            end -= 1;
        } else if (escaped.charAt(end - 2) == '~') {
            end -= 2;
        }
        return escaped.substring(0, end) + "~~" + HexFormat.of().formatHex(sha256(utf8));
    }

    /** UTF-8, with unpaired surrogates in their three-byte form, where {@link String#getBytes} would write a question mark. */
    static byte[] generalizedUtf8(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                out.write(0xE0 | (codePoint >> 12));
                out.write(0x80 | ((codePoint >> 6) & 0x3F));
                out.write(0x80 | (codePoint & 0x3F));
            } else {
                out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
