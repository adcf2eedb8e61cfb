package org.sessionrecording.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON forward from a stream: strict (RFC 8259, valid UTF-8), without building values nobody asked for. Memory is one
 * buffer and what is asked for, within the limits given; nesting costs a bit a level and no stack. For one thread.
 */
final class JsonCursor {
    /** Levels of nesting that are read. */
    static final int MOST_DEPTH = 20_000;

    private final JsonBytes bytes;
    private final BitSet objects = new BitSet();

    JsonCursor(InputStream in) {
        this.bytes = new JsonBytes(in);
    }

    /** Bytes read so far. */
    long position() {
        return bytes.position();
    }

    /** Steps over the one byte that must come next, white space before it allowed. */
    void require(char expected) throws IOException {
        if (token() != expected) {
            throw bytes.problem("'" + expected + "' is missing");
        }
        bytes.next();
    }

    /** Steps over this byte where it comes next, white space before it allowed. */
    boolean accept(char wanted) throws IOException {
        if (token() != wanted) {
            return false;
        }
        bytes.next();
        return true;
    }

    /**
     * Goes to the next member of an object whose brace was read.
     *
     * @param first whether none was read before
     * @return its name, cut to {@code most} characters; null where the object ends
     */
    @Nullable
    String nextName(boolean first, int most) throws IOException {
        if (accept('}')) {
            return null;
        }
        if (!first) {
            require(',');
        }
        StringBuilder name = new StringBuilder();
        quoted(name, most, true);
        require(':');
        return name.toString();
    }

    /** Goes to the next item of an array whose bracket was read; false where the array ends. */
    boolean nextItem(boolean first) throws IOException {
        if (accept(']')) {
            return false;
        }
        if (!first) {
            require(',');
        }
        return true;
    }

    /** A string of at most {@code most} characters. */
    String string(int most) throws IOException {
        StringBuilder text = new StringBuilder();
        quoted(text, most, false);
        return text.toString();
    }

    /** A whole number from 0 on. */
    long natural() throws IOException {
        String text = number();
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bytes.problem("a whole number was expected", e);
        }
        throw bytes.problem("a negative number stands where none may");
    }

    /** A number, as it was written; empty where a value of another kind was stepped over, or one too long to matter. */
    String numberOrNothing() throws IOException {
        int c = token();
        if (c == '-' || (c >= '0' && c <= '9')) {
            StringBuilder text = new StringBuilder();
            JsonScalars.number(bytes, text);
            return text.length() > JsonScalars.LONGEST_NUMBER ? "" : text.toString();
        }
        skip();
        return "";
    }

    private String number() throws IOException {
        token();
        StringBuilder text = new StringBuilder();
        JsonScalars.number(bytes, text);
        return text.toString();
    }

    /** The next value as it was written, at most {@code most} bytes. */
    byte[] raw(int most) throws IOException {
        token();
        return capture(most, this::skip);
    }

    /** What {@code reading} steps over, as it was written, at most {@code most} bytes. */
    byte[] capture(int most, Reading reading) throws IOException {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        bytes.captureTo(captured, most);
        try {
            reading.run();
        } finally {
            bytes.endCapture();
        }
        return captured.toByteArray();
    }

    /** A step of reading. */
    interface Reading {
        void run() throws IOException;
    }

    /** Steps over a value of any kind. */
    void skip() throws IOException {
        int depth = 0;
        while (true) {
            int c = token();
            boolean opened = c == '{' || c == '[';
            if (opened) {
                bytes.next();
                if (depth == MOST_DEPTH) {
                    throw bytes.problem("it is nested deeper than " + MOST_DEPTH);
                }
                objects.set(depth++, c == '{');
                if (accept(c == '{' ? '}' : ']')) {
                    depth--;
                } else {
                    nameWithin(depth);
                    continue;
                }
            } else {
                scalar(c);
            }
            while (depth > 0 && accept(objects.get(depth - 1) ? '}' : ']')) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            require(',');
            nameWithin(depth);
        }
    }

    private void nameWithin(int depth) throws IOException {
        if (objects.get(depth - 1)) {
            quoted(null, 0, true);
            require(':');
        }
    }

    private void scalar(int c) throws IOException {
        if (c == '"') {
            quoted(null, 0, true);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            JsonScalars.number(bytes, null);
        } else {
            JsonScalars.literal(bytes, c);
        }
    }

    private void quoted(@Nullable StringBuilder sink, int most, boolean cut) throws IOException {
        require('"');
        if (JsonScalars.string(bytes, sink, most) && !cut) {
            throw bytes.problem("a text is longer than " + most + " characters");
        }
    }

    /** Makes sure that nothing but white space follows. */
    void end() throws IOException {
        if (token() >= 0) {
            throw bytes.problem("something follows its end");
        }
    }

    /** Whether nothing but white space follows. */
    boolean atEnd() throws IOException {
        return token() < 0;
    }

    BadObjectException problem(String what) {
        return bytes.problem(what);
    }

    private int token() throws IOException {
        int c = bytes.peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            bytes.next();
            c = bytes.peek();
        }
        return c;
    }
}
