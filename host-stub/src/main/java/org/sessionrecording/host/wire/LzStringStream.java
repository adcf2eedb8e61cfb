package org.sessionrecording.host.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decodes what LZString.compressToBase64 wrote, to UTF-8. The dictionary is a tree of (prefix, last character), so its
 * memory grows with the codes read and not with the text; whoever gives the stream bounds it.
 *
 * <p>A lone surrogate becomes its JSON escape, since UTF-8 has no form for it.
 */
final class LzStringStream extends InputStream {
    private static final int CHAR_8 = 0;
    private static final int CHAR_16 = 1;
    private static final int END = 2;
    private static final int FIRST_FREE = 3;
    private static final int NONE = -1;

    private final InputStream in;
    private final Utf8Buffer out = new Utf8Buffer();

    private int bits;
    private int bitsLeft;
    private int codeBits = 2;
    /** How many entries may still come before codes get a bit longer. */
    private int untilWider = 1;

    private int[] prefixes = new int[1024];
    private char[] lasts = new char[1024];
    private int[] lengths = new int[1024];
    private int size = FIRST_FREE;
    private int previous = NONE;
    private char[] entry = new char[64];
    private boolean ended;

    LzStringStream(InputStream base64) {
        this.in = base64;
    }

    private int readBit() throws IOException {
        if (bitsLeft == 0) {
            int value;
            do {
                int character = in.read();
                value = character < 0 ? Base64Stream.INVALID : Base64Stream.valueOf(character);
            } while (value == 64);
            if (value == Base64Stream.INVALID) {
                throw damaged("it ends before its end mark, or holds what is no base64");
            }
            bits = value;
            bitsLeft = 6;
        }
        bitsLeft--;
        return bits >> bitsLeft & 1;
    }

    private static WireException damaged(String why) {
        return WireException.undecodable("Cannot decode LZString body: " + why + " (send it whole)");
    }

    /** Least significant bit first. */
    private int readBits(int count) throws IOException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= readBit() << i;
        }
        return value;
    }

    /** Decodes one code. */
    private void step() throws IOException {
        int code = readBits(codeBits);
        if (code == END) {
            ended = true;
            out.finish();
            return;
        }
        if (code == CHAR_8 || code == CHAR_16) {
            code = add(NONE, (char) readBits(code == CHAR_8 ? 8 : 16));
            countEntry();
        }
        emit(code);
    }

    private void emit(int code) throws IOException {
        boolean known = code < size;
        if (!known && (code != size || previous == NONE)) {
            throw damaged("code " + code + " stands for nothing yet");
        }
        int base = known ? code : previous;
        int length = spell(base);
        for (int i = entry.length - length; i < entry.length; i++) {
            out.add(entry[i]);
        }
        char first = entry[entry.length - length];
        if (!known) {
            out.add(first);
        }
        if (previous != NONE) {
            add(previous, first);
            countEntry();
        }
        previous = code;
    }

    /** Writes an entry's text to the end of {@link #entry}; its length. */
    private int spell(int code) {
        int length = lengths[code];
        if (entry.length < length) {
            entry = new char[Math.max(length, 2 * entry.length)];
        }
        int at = entry.length;
        for (int link = code; link != NONE; link = prefixes[link]) {
            entry[--at] = lasts[link];
        }
        return length;
    }

    private int add(int prefix, char last) {
        if (size == prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, 2 * size);
            lasts = Arrays.copyOf(lasts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        prefixes[size] = prefix;
        lasts[size] = last;
        lengths[size] = prefix == NONE ? 1 : lengths[prefix] + 1;
        return size++;
    }

    private void countEntry() {
        if (--untilWider == 0) {
            untilWider = 1 << codeBits;
            codeBits++;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (out.size() == 0 && !ended) {
            step();
        }
        int taken = out.take(into, offset, length);
        return taken == 0 && length > 0 ? -1 : taken;
    }
}
