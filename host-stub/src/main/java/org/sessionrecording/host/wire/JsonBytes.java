package org.sessionrecording.host.wire;

import java.nio.charset.StandardCharsets;

/** Finds its way in JSON bytes that were already checked, as fast as it can. */
final class JsonBytes {
    private static final byte[] STRUCTURE = structure();

    private JsonBytes() {}

    private static byte[] structure() {
        byte[] kinds = new byte[256];
        kinds['"'] = 1;
        kinds['{'] = 2;
        kinds['['] = 2;
        kinds['}'] = 3;
        kinds[']'] = 3;
        return kinds;
    }

    static int skipSpace(byte[] json, int from) {
        int at = from;
        while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') {
            at++;
        }
        return at;
    }

    /** The byte behind the value that begins at {@code from}. */
    static int skipValue(byte[] json, int from) {
        switch (json[from]) {
            case '"':
                return skipString(json, from);
            case '{', '[':
                return skipContainer(json, from);
            default:
                int at = from;
                while (at < json.length && isScalar(json[at])) {
                    at++;
                }
                return at;
        }
    }

    private static boolean isScalar(byte b) {
        return b != ',' && b != '}' && b != ']' && b > ' ';
    }

    static int skipString(byte[] json, int from) {
        int at = from + 1;
        while (true) {
            at = Words.skipToQuote(json, at);
            byte b = json[at++];
            if (b == '"') {
                return at;
            }
            if (b == '\\') {
                at++;
            }
        }
    }

    private static int skipContainer(byte[] json, int from) {
        int depth = 0;
        int at = from;
        while (true) {
            int kind = STRUCTURE[json[at] & 0xFF];
            if (kind == 0) {
                at++;
            } else if (kind == 1) {
                at = skipString(json, at);
            } else {
                at++;
                depth += kind == 2 ? 1 : -1;
                if (depth == 0) {
                    return at;
                }
            }
        }
    }

    /** Whether the string literal (with its quotes) says the name, however it is escaped. */
    static boolean says(byte[] json, int start, int end, String name) {
        int length = end - start - 2;
        for (int i = start + 1; i < end - 1; i++) {
            if (json[i] == '\\' || json[i] < 0) {
                return decode(json, start, end).equals(name);
            }
        }
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (json[start + 1 + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The text of a string literal (with its quotes), lone surrogates and NUL included. */
    static String decode(byte[] json, int start, int end) {
        int escape = start + 1;
        while (escape < end - 1 && json[escape] != '\\') {
            escape++;
        }
        return escape == end - 1
                ? new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8)
                : decodeEscapes(json, start, end);
    }

    private static String decodeEscapes(byte[] json, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int at = start + 1;
        int plain = at;
        while (at < end - 1) {
            if (json[at] != '\\') {
                at++;
                continue;
            }
            text.append(new String(json, plain, at - plain, StandardCharsets.UTF_8));
            if (json[at + 1] == 'u') {
                text.append((char) hex4(json, at + 2));
                at += 6;
            } else {
                text.append(unescaped(json[at + 1]));
                at += 2;
            }
            plain = at;
        }
        return text.append(new String(json, plain, end - 1 - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static int hex4(byte[] json, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(json[i], 16);
        }
        return value;
    }

    static char unescaped(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) escape;
        };
    }
}
