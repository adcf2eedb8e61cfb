package org.sessionrecording.tool;

/** Texts of hostile origin, made safe to print. */
final class Text {
    private Text() {}

    /** A JSON string in ASCII, as the format's own writer escapes it. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7F) {
                quoted.append(c);
            } else {
                escape(quoted, c);
            }
        }
        return quoted.append('"').toString();
    }

    /** As it is, but for characters that steer a terminal or reorder a line. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == '\u2028'
                    || c == '\u2029') {
                escape(printable, c);
            } else {
                printable.append(c);
            }
        }
        return printable.toString();
    }

    private static void escape(StringBuilder to, char c) {
        to.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            to.append(Character.forDigit((c >> shift) & 0xF, 16));
        }
    }
}
