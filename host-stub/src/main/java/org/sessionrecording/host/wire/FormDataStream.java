package org.sessionrecording.host.wire;

import java.io.IOException;
import java.io.InputStream;

/** The value of the field {@code data} of a form, without its escapes. */
final class FormDataStream extends InputStream {
    private static final int LONGEST_NAME = 64;

    private final InputStream in;
    private long at;
    private boolean ended;

    FormDataStream(InputStream in) throws IOException {
        this.in = in;
        while (!nextName().equals("data")) {
            skipField();
        }
    }

    private String nextName() throws IOException {
        StringBuilder name = new StringBuilder();
        while (true) {
            int b = next();
            if (b == '=') {
                return name.toString();
            }
            if (b < 0 || name.length() == LONGEST_NAME) {
                throw WireException.undecodable(
                        "Cannot decode form: no field 'data' found by byte " + at + " (send data=…, or JSON)");
            }
            if (b == '&') {
                name.setLength(0);
            } else {
                name.append((char) b);
            }
        }
    }

    private void skipField() throws IOException {
        int b = next();
        while (b >= 0 && b != '&') {
            b = next();
        }
        if (b < 0) {
            throw WireException.undecodable("Cannot decode form: it has no field 'data' (send data=…, or JSON)");
        }
    }

    private int next() throws IOException {
        at++;
        return in.read();
    }

    @Override
    public int read() throws IOException {
        int b = ended ? -1 : next();
        switch (b) {
            case -1, '&':
                ended = true;
                return -1;
            case '+':
                return ' ';
            case '%':
                return Character.digit(hexDigit(), 16) << 4 | Character.digit(hexDigit(), 16);
            default:
                return b;
        }
    }

    private int hexDigit() throws IOException {
        int b = next();
        if (Character.digit(b, 16) < 0) {
            throw WireException.undecodable(
                    "Cannot decode form: the escape at byte " + (at - 1) + " is none (escape each byte as %XX)");
        }
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int b = read();
            if (b < 0) {
                break;
            }
            into[offset + done++] = (byte) b;
        }
        return done == 0 && length > 0 ? -1 : done;
    }
}
