package org.sessionrecording.host.wire;

import java.util.Arrays;
import java.util.Locale;

/** Turns UTF-16 of JSON into UTF-8, character by character; lone surrogates become escapes. */
final class Utf8Buffer {
    private byte[] bytes = new byte[256];
    private int start;
    private int end;
    private char high;

    int size() {
        return end - start;
    }

    void add(char c) {
        if (high != 0) {
            char first = high;
            high = 0;
            if (Character.isLowSurrogate(c)) {
                addCodePoint(Character.toCodePoint(first, c));
                return;
            }
            escape(first);
        }
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            escape(c);
        } else {
            addCodePoint(c);
        }
    }

    /** A high surrogate that nothing followed. */
    void finish() {
        if (high != 0) {
            escape(high);
            high = 0;
        }
    }

    private void escape(char c) {
        for (char digit : String.format(Locale.ROOT, "\\u%04x", (int) c).toCharArray()) {
            put(digit);
        }
    }

    private void addCodePoint(int c) {
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xC0 | c >> 6);
            put(0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            put(0xE0 | c >> 12);
            put(0x80 | c >> 6 & 0x3F);
            put(0x80 | c & 0x3F);
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | c >> 12 & 0x3F);
            put(0x80 | c >> 6 & 0x3F);
            put(0x80 | c & 0x3F);
        }
    }

    private void put(int b) {
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * end);
        }
        bytes[end++] = (byte) b;
    }

    int take(byte[] into, int offset, int length) {
        int taken = Math.min(length, size());
        System.arraycopy(bytes, start, into, offset, taken);
        start += taken;
        if (start == end) {
            start = 0;
            end = 0;
        }
        return taken;
    }
}
