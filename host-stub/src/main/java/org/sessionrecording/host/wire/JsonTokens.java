package org.sessionrecording.host.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes below a {@link JsonScanner}: white space, strings, numbers and words, strictly, and a place among them. Either
 * over bytes in memory or over a spool, buffer by buffer. For one thread.
 */
abstract class JsonTokens {
    private static final int BUFFER = 64 * 1024;
    private static final byte PLAIN = 0;
    private static final byte QUOTE = 1;
    private static final byte BACKSLASH = 2;
    private static final byte CONTROL = 3;
    private static final byte MULTI = 4;
    private static final byte[] IN_STRING = classes();

    private final @Nullable Spool spool;
    final WireLimits limits;
    final byte[] buffer;
    /** Next byte in the buffer. */
    int at;

    private int limit;
    private long base;

    JsonTokens(Spool spool, WireLimits limits) {
        this.limits = limits;
        if (spool.isInMemory()) {
            this.spool = null;
            this.buffer = spool.memory();
            this.limit = (int) spool.size();
        } else {
            this.spool = spool;
            this.buffer = new byte[BUFFER];
        }
    }

    /** Over bytes in memory; offsets count from the array's begin. */
    JsonTokens(byte[] json, int start, int end, WireLimits limits) {
        this.spool = null;
        this.limits = limits;
        this.buffer = json;
        this.at = start;
        this.limit = end;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        Arrays.fill(classes, 0, 0x20, CONTROL);
        Arrays.fill(classes, 0x80, 0x100, MULTI);
        classes['"'] = QUOTE;
        classes['\\'] = BACKSLASH;
        return classes;
    }

    /** Where the scanner stands. */
    long offset() {
        return base + at;
    }

    private boolean fill() {
        if (spool == null) {
            return false;
        }
        base += limit;
        at = 0;
        limit = spool.read(base, buffer, buffer.length);
        return limit > 0;
    }

    /** The next byte that is no white space, not consumed; -1 at the end. */
    int peek() {
        while (true) {
            while (at < limit) {
                int b = buffer[at];
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    return b & 0xFF;
                }
                at++;
            }
            if (!fill()) {
                return -1;
            }
        }
    }

    private int next() {
        return at < limit || fill() ? buffer[at++] & 0xFF : -1;
    }

    final void require(int found, int wanted) {
        if (found != wanted) {
            throw unexpected(found);
        }
        at++;
    }

    final void skipScalar(int b) {
        switch (b) {
            case '"' -> skipString();
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            default -> skipNumber(b);
        }
    }

    private void skipWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            int b = next();
            if (b != word.charAt(i)) {
                throw unexpectedLast(b);
            }
        }
    }

    private void skipNumber(int first) {
        int b = first;
        if (b == '-') {
            at++;
            b = look();
        }
        if (b == '0') {
            at++;
            b = look();
        } else {
            b = skipDigits(b);
        }
        if (b == '.') {
            at++;
            b = skipDigits(look());
        }
        if (b == 'e' || b == 'E') {
            at++;
            b = look();
            if (b == '+' || b == '-') {
                at++;
                b = look();
            }
            skipDigits(b);
        }
    }

    /** One digit at least; the byte behind them. */
    private int skipDigits(int first) {
        if (first < '0' || first > '9') {
            throw unexpected(first);
        }
        int b = first;
        while (b >= '0' && b <= '9') {
            at++;
            b = look();
        }
        return b;
    }

    private int look() {
        return at < limit || fill() ? buffer[at] & 0xFF : -1;
    }

    /** Goes over a string, whose quote is next. */
    void skipString() {
        at++;
        long start = offset();
        at = Words.skipPlain(buffer, at, limit);
        while (true) {
            byte[] bytes = buffer;
            int i = at;
            int end = limit;
            while (i < end) {
                int b = bytes[i];
                if (IN_STRING[b & 0xFF] == PLAIN) {
                    i++;
                } else if (isTwoByte(b) && i + 1 < end && isContinuation(bytes[i + 1])) {
                    i += 2;
                } else {
                    break;
                }
            }
            at = i;
            if (i == end) {
                requireStringLength(start, offset());
                if (!fill()) {
                    throw unexpected(-1);
                }
            } else if (endsString(bytes[at++] & 0xFF)) {
                requireStringLength(start, offset() - 1);
                return;
            }
        }
    }

    /** The usual case of fields that a client compressed, worth a short way. */
    private static boolean isTwoByte(int b) {
        return b >= (byte) 0xC2 && b <= (byte) 0xDF;
    }

    private static boolean isContinuation(int b) {
        return b < (byte) 0xC0;
    }

    private boolean endsString(int b) {
        switch (IN_STRING[b]) {
            case QUOTE:
                return true;
            case BACKSLASH:
                skipEscape();
                return false;
            case MULTI:
                skipMultiByte(b);
                return false;
            default:
                throw WireException.undecodable("Cannot read JSON: a control character stands in a string at byte "
                        + (offset() - 1) + " (escape it)");
        }
    }

    private void requireStringLength(long start, long end) {
        if (end - start > limits.stringBytes()) {
            throw WireException.overLimit("Cannot read JSON: the string at byte " + (start - 1) + " is longer than "
                    + limits.stringBytes() + " bytes (send less at once, or raise the limit)");
        }
    }

    private void skipEscape() {
        int b = next();
        if (b == 'u') {
            for (int i = 0; i < 4; i++) {
                int digit = next();
                if (digit < 0 || Character.digit(digit, 16) < 0) {
                    throw unexpectedLast(digit);
                }
            }
        } else if (b < 0 || "\"\\/bfnrt".indexOf(b) < 0) {
            throw unexpectedLast(b);
        }
    }

    /** The rest of a UTF-8 sequence, without overlong forms, surrogates and what lies beyond Unicode. */
    private void skipMultiByte(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            continuation(0x80, 0xBF);
        } else if (first >= 0xE0 && first <= 0xEF) {
            continuation(first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
            continuation(0x80, 0xBF);
        } else if (first >= 0xF0 && first <= 0xF4) {
            continuation(first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
            continuation(0x80, 0xBF);
            continuation(0x80, 0xBF);
        } else {
            throw invalidUtf8();
        }
    }

    private void continuation(int from, int to) {
        int b = next();
        if (b < from || b > to) {
            throw invalidUtf8();
        }
    }

    private WireException invalidUtf8() {
        return WireException.undecodable(
                "Cannot read JSON: it is not valid UTF-8 at byte " + (offset() - 1) + " (send UTF-8)");
    }

    WireException unexpected(int b) {
        return failure(b, offset());
    }

    private WireException unexpectedLast(int b) {
        return failure(b, b < 0 ? offset() : offset() - 1);
    }

    private static WireException failure(int b, long where) {
        return WireException.undecodable(
                b < 0
                        ? "Cannot read JSON: it ends at byte " + where + ", within a value (send it whole)"
                        : "Cannot read JSON: byte " + where + " is not what should stand there (send valid JSON)");
    }
}
