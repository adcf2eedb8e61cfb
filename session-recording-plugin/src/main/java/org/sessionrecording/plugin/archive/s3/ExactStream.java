package org.sessionrecording.plugin.archive.s3;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Gives exactly the announced number of bytes within its time, or fails: time that the reader takes for itself does not
 * count. Closed early it breaks the connection off instead of reading the
 * rest. For one thread.
 */
final class ExactStream extends FilterInputStream {
    private final Runnable abort;
    private final long mostNanos;
    private long left;
    private long waitedNanos;

    ExactStream(InputStream in, long length, Runnable abort, Duration within) {
        super(in);
        this.left = length;
        this.abort = abort;
        this.mostNanos = within.toNanos();
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
        long began = System.nanoTime();
        int count = in.read(to, offset, (int) Math.min(length, left));
        waitedNanos += System.nanoTime() - began;
        if (waitedNanos > mostNanos) {
            throw new InterruptedIOException("the archive is too slow, " + left + " bytes before the end");
        }
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
