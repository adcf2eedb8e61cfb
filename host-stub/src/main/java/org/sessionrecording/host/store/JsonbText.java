package org.sessionrecording.host.store;

/**
 * JSON text on its way into {@code jsonb}, which refuses what JSON allows: NUL and unpaired surrogates, as characters or as
 * escapes. Each becomes U+FFFD; all else stays.
 */
final class JsonbText {
    private static final String REPLACEMENT = "\\ufffd";
    private static final int ESCAPE_LENGTH = 6;

    private JsonbText() {}

    static String stored(String json) {
        String text = Texts.stored(json);
        int escape = text.indexOf("\\u");
        return escape < 0 ? text : withoutBadEscapes(text);
    }

    private static String withoutBadEscapes(String json) {
        StringBuilder result = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c != '\\') {
                result.append(c);
                at++;
            } else {
                at += copyEscape(json, at, result);
            }
        }
        return result.toString();
    }

    /** Copies the escape, or the pair of escapes, at a backslash; gives the characters read. */
    private static int copyEscape(String json, int at, StringBuilder to) {
        int unit = unit(json, at);
        if (unit < 0) {
            int end = Math.min(at + 2, json.length());
            to.append(json, at, end);
            return end - at;
        }
        int next = Character.isHighSurrogate((char) unit) ? unit(json, at + ESCAPE_LENGTH) : -1;
        if (next >= 0 && Character.isLowSurrogate((char) next)) {
            to.append(json, at, at + 2 * ESCAPE_LENGTH);
            return 2 * ESCAPE_LENGTH;
        }
        boolean bad = unit == 0 || Character.isSurrogate((char) unit);
        to.append(bad ? REPLACEMENT : json.substring(at, at + ESCAPE_LENGTH));
        return ESCAPE_LENGTH;
    }

    /** The code unit that {@code \\uXXXX} at this place stands for, or -1. */
    private static int unit(String json, int at) {
        if (at + ESCAPE_LENGTH > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
