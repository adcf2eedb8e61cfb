package org.sessionrecording.plugin.archive;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.sessionrecording.api.ApiException;

/** {@code length} bytes of a body from {@code offset} on. */
record BodyPart(Body whole, long offset, long length) implements Body {
    BodyPart {
        if (offset < 0 || length < 0 || offset + length > whole.length()) {
            throw new IllegalArgumentException(
                    "Cannot take " + length + " bytes from " + offset + " of " + whole.length());
        }
    }

    @Override
    public InputStream open() {
        try {
            return new Bounded(whole.open(offset), length);
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.STORE, "Cannot read what is to be written: " + e.getMessage(), e);
        }
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(to, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the body ends " + left + " bytes early");
            }
            left -= count;
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
