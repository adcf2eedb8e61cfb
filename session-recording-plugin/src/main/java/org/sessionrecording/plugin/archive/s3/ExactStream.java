package org.sessionrecording.plugin.archive.s3;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives exactly the announced number of bytes, or fails. Closed early it breaks the connection off instead of reading the
 * rest. For one thread.
 */
final class ExactStream extends FilterInputStream {
    private final Runnable abort;
    private long left;

    ExactStream(InputStream in, long length, Runnable abort) {
        super(in);
        this.left = length;
        this.abort = abort;
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
            throw new EOFException("the archive broke off " + left + " bytes before the end");
        }
        left -= count;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (left > 0) {
            abort.run();
        } else {
            super.close();
        }
    }
}
