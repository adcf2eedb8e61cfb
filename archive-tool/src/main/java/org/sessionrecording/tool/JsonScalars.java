package org.sessionrecording.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The values of JSON that hold no others. */
final class JsonScalars {
    /** Characters of a number that are kept. */
    static final int LONGEST_NUMBER = 64;

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    private JsonScalars() {}

    /**
     * A string whose opening quote was read.
     *
     * @param sink takes its first {@code most} characters; null where nobody asks
     * @return whether it has more than that
     */
    static boolean string(JsonBytes bytes, @Nullable StringBuilder sink, int most) throws IOException {
        while (true) {
            bytes.plainText(sink, most);
            int c = bytes.next();
            if (c == '"') {
                return cut(sink, most);
            }
            if (c < 0x20) {
                throw bytes.problem("a control character stands in a text");
            }
            int codePoint = c == '\\' ? escaped(bytes) : utf8(bytes, c);
            if (sink != null && sink.length() <= most) {
                sink.appendCodePoint(codePoint);
            }
        }
    }

    private static boolean cut(@Nullable StringBuilder sink, int most) {
        if (sink == null || sink.length() <= most) {
            return false;
        }
        sink.setLength(most);
        return true;
    }

    private static int escaped(JsonBytes bytes) throws IOException {
        int c = bytes.next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    unit = unit << 4 | hex(bytes);
                }
                yield unit;
            }
            default -> throw bytes.problem("an escape that JSON does not know");
        };
    }

    private static int hex(JsonBytes bytes) throws IOException {
        int c = bytes.next();
        int digit = c < 0x80 ? Character.digit((char) c, 16) : -1;
        if (digit < 0) {
            throw bytes.problem("an escape that JSON does not know");
        }
        return digit;
    }

    private static int utf8(JsonBytes bytes, int first) throws IOException {
        if (first >= 0xC2 && first <= 0xDF) {
            return continued(bytes, first & 0x1F);
        }
        if (first >= 0xE0 && first <= 0xEF) {
            int codePoint = continued(bytes, continued(bytes, first & 0x0F));
            if (codePoint >= 0x800 && (codePoint < FIRST_SURROGATE || codePoint > LAST_SURROGATE)) {
                return codePoint;
            }
        } else if (first >= 0xF0 && first <= 0xF4) {
            int codePoint = continued(bytes, continued(bytes, continued(bytes, first & 0x07)));
            if (codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT && codePoint <= Character.MAX_CODE_POINT) {
                return codePoint;
            }
        }
        throw bytes.problem("a text is not UTF-8");
    }

    private static int continued(JsonBytes bytes, int soFar) throws IOException {
        int c = bytes.next();
        if ((c & 0xC0) != 0x80) {
            throw bytes.problem("a text is not UTF-8");
        }
        return soFar << 6 | (c & 0x3F);
    }

    /** A number; {@code sink} takes its first characters, one more than are kept where it is longer. */
    static void number(JsonBytes bytes, @Nullable StringBuilder sink) throws IOException {
        if (bytes.peek() == '-') {
            keep(sink, bytes.next());
        }
        if (bytes.peek() == '0') {
            keep(sink, bytes.next());
        } else {
            digits(bytes, sink);
        }
        if (bytes.peek() == '.') {
            keep(sink, bytes.next());
            digits(bytes, sink);
        }
        if (bytes.peek() == 'e' || bytes.peek() == 'E') {
            keep(sink, bytes.next());
            if (bytes.peek() == '+' || bytes.peek() == '-') {
                keep(sink, bytes.next());
            }
            digits(bytes, sink);
        }
    }

    private static void digits(JsonBytes bytes, @Nullable StringBuilder sink) throws IOException {
        if (!isDigit(bytes.peek())) {
            throw bytes.problem("a digit is missing");
        }
        while (isDigit(bytes.peek())) {
            keep(sink, bytes.next());
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static void keep(@Nullable StringBuilder sink, int c) {
        if (sink != null && sink.length() <= LONGEST_NUMBER) {
            sink.append((char) c);
        }
    }

    /** {@code true}, {@code false} or {@code null}, of which {@code first} comes next. */
    static void literal(JsonBytes bytes, int first) throws IOException {
        String word =
                switch (first) {
                    case 't' -> "true";
                    case 'f' -> "false";
                    case 'n' -> "null";
                    case -1 -> throw bytes.problem("it ends in the middle");
                    default -> throw bytes.problem("a value is missing");
                };
        for (byte b : word.getBytes(StandardCharsets.US_ASCII)) {
            if (bytes.next() != b) {
                throw bytes.problem("a value is missing");
            }
        }
    }
}
