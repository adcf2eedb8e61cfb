package org.sessionrecording.host.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decodes base64 of either alphabet, with or without padding, line breaks in it or not. A space is a plus: that is what a
 * form makes of a plus that nobody escaped.
 */
final class Base64Stream extends InputStream {
    static final int INVALID = -1;
    private static final int IGNORED = 64;
    private static final byte[] VALUES = values();

    private final InputStream in;
    private final byte[] characters = new byte[8 * 1024];
    private int next;
    private int filled;
    private long at;
    private int bits;
    private int count;

    Base64Stream(InputStream in) {
        this.in = in;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) INVALID);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < 64; i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['-'] = values['+'];
        values[' '] = values['+'];
        values['_'] = values['/'];
        values['='] = IGNORED;
        values['\r'] = IGNORED;
        values['\n'] = IGNORED;
        return values;
    }

    /** 0 to 63; 64 for what says nothing; {@link #INVALID}. */
    static int valueOf(int character) {
        return VALUES[character];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (next == filled && !fill()) {
                break;
            }
            addBits(characters[next++] & 0xFF);
            if (count >= 8) {
                count -= 8;
                into[offset + done++] = (byte) (bits >> count);
            }
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean fill() throws IOException {
        filled = Math.max(0, in.read(characters));
        next = 0;
        return filled > 0;
    }

    private void addBits(int character) {
        int value = VALUES[character];
        if (value == INVALID) {
            throw WireException.undecodable(
                    "Cannot decode body: byte " + at + " of its base64 is none (send base64 or JSON)");
        }
        at++;
        if (value != IGNORED) {
            bits = bits << 6 | value;
            count += 6;
        }
    }
}
