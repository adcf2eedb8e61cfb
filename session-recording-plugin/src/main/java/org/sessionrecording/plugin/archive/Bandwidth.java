package org.sessionrecording.plugin.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many bytes a second all transfers of a run may take together: each reserves its place in time, in order of asking, and
 * waits for it. Safe for use from any thread.
 */
final class Bandwidth {
    /** Bytes that pass at once: few, so that many transfers share fairly. */
    private static final int STEP = 32 * 1024;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Waits; a test's does not. */
    @FunctionalInterface
    interface Pause {
        void nanos(long nanos) throws InterruptedException;
    }

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long freeAt;

    /** @param bytesPerSecond 0: no limit */
    Bandwidth(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    Bandwidth(long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.freeAt = nanoTime.getAsLong();
    }

    /** A body whose reading is held back. */
    Body limit(Body body) {
        if (bytesPerSecond == 0) {
            return body;
        }
        return new Body() {
            @Override
            public long length() {
                return body.length();
            }

            @Override
            public InputStream open() {
                return limit(body.open());
            }

            @Override
            public InputStream open(long offset) throws IOException {
                return limit(body.open(offset));
            }
        };
    }

    /** A stream that is held back. */
    InputStream limit(InputStream in) {
        return bytesPerSecond == 0 ? in : new Limited(in);
    }

    private void take(int bytes) throws InterruptedException {
        long wait;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            wait = freeAt - now;
            freeAt = (wait > 0 ? freeAt : now) + bytes * SECOND / bytesPerSecond;
        }
        if (wait > 0) {
            pause.nanos(wait);
        }
    }

    private final class Limited extends FilterInputStream {
        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = in.read(to, offset, Math.min(length, STEP));
            if (count > 0) {
                try {
                    take(count);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw (IOException) new InterruptedIOException("interrupted").initCause(e);
                }
            }
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
