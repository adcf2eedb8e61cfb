package org.sessionrecording.host.wire;

import java.util.Arrays;

/**
 * One strict forward pass over JSON (RFC 8259, valid UTF-8) that reports where values begin and end, and keeps nothing of
 * them. Iterative, so nesting costs a bit a level and no stack. For one thread.
 */
final class JsonScanner extends JsonTokens {
    private long[] objects = new long[4];
    private int depth;

    JsonScanner(Spool spool, WireLimits limits) {
        super(spool, limits);
    }

    /** Over bytes in memory; offsets count from the array's begin. */
    JsonScanner(byte[] json, int start, int end, WireLimits limits) {
        super(json, start, end, limits);
    }

    /** Enters an object or array, whose first byte is next. */
    void open() {
        boolean object = buffer[at++] == '{';
        if (depth == limits.nesting()) {
            throw WireException.overLimit("Cannot read JSON: it is nested deeper than " + limits.nesting()
                    + " levels at byte " + (offset() - 1) + " (send flatter data, or raise the limit)");
        }
        if (depth >>> 6 == objects.length) {
            objects = Arrays.copyOf(objects, 2 * objects.length);
        }
        if (object) {
            objects[depth >>> 6] |= 1L << depth;
        } else {
            objects[depth >>> 6] &= ~(1L << depth);
        }
        depth++;
    }

    private boolean inObject() {
        return (objects[(depth - 1) >>> 6] & 1L << (depth - 1)) != 0;
    }

    /**
     * Goes to the next element of the array it is in, and stands before its value; or behind the array, and false.
     *
     * @param first whether nothing was read of the array yet
     */
    boolean nextElement(boolean first) {
        int b = peek();
        if (b == ']') {
            at++;
            depth--;
            return false;
        }
        if (!first) {
            require(b, ',');
        }
        return true;
    }

    /**
     * Goes to the next member of the object it is in, and stands before its name; or behind the object, and false.
     *
     * @param first whether nothing was read of the object yet
     */
    boolean nextMember(boolean first) {
        int b = peek();
        if (b == '}') {
            at++;
            depth--;
            return false;
        }
        if (!first) {
            require(b, ',');
            b = peek();
        }
        if (b != '"') {
            throw unexpected(b);
        }
        return true;
    }

    /** Goes over the colon behind a member's name, to its value. */
    void colon() {
        require(peek(), ':');
        peek();
    }

    /** Goes over one value of any kind. */
    void skipValue() {
        int outside = depth;
        while (true) {
            int b = peek();
            if (b == '{' || b == '[') {
                open();
                if (b == '{' ? !nextMember(true) : !nextElement(true)) {
                    if (closeAll(outside)) {
                        return;
                    }
                } else if (b == '{') {
                    skipString();
                    colon();
                }
                continue;
            }
            skipScalar(b);
            if (closeAll(outside)) {
                return;
            }
        }
    }

    /** Goes over ends of containers, to the next value in one of them; true where the outermost ended. */
    private boolean closeAll(int outside) {
        while (depth > outside) {
            if (inObject()) {
                if (nextMember(false)) {
                    skipString();
                    colon();
                    return false;
                }
            } else if (nextElement(false)) {
                return false;
            }
        }
        return true;
    }

    /** Nothing but white space may follow. */
    void requireEnd() {
        int b = peek();
        if (b >= 0) {
            throw unexpected(b);
        }
    }
}
