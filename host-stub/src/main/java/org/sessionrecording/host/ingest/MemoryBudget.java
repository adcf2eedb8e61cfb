package org.sessionrecording.host.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.ApiException;

/**
 * Bounds the memory that all requests together hold. A request reserves what it expects before it begins, and asks for more
 * as it grows. Safe for use from any thread.
 */
final class MemoryBudget {
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final int total;
    private final Duration longestWait;
    private final boolean strict;

    MemoryBudget(long bytes, Duration longestWait) {
        this(bytes, longestWait, false);
    }

    private MemoryBudget(long bytes, Duration longestWait, boolean strict) {
        this.total = Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.units = new Semaphore(total, true);
        this.longestWait = longestWait;
        this.strict = strict;
    }

    /** One of which nobody can have more than all there is. */
    static MemoryBudget strict(long bytes, Duration longestWait) {
        return new MemoryBudget(bytes, longestWait, true);
    }

    /** More was asked for than there is in all; coming again is of no use. */
    static final class TooMuch extends ApiException {
        private static final long serialVersionUID = 1L;

        TooMuch(long bytes) {
            super(Kind.CALLER, "Cannot hold more than " + bytes + " compressed bytes at once");
        }
    }

    /** No memory was to be had in time; the client should come again. */
    static final class Exhausted extends ApiException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super(Kind.STORE, "Cannot take snapshots now: other requests hold all memory set aside (try again)");
        }
    }

    /** What a request expects to need of it. */
    record Share(MemoryBudget budget, long bytes) {
        Reservation reserve() {
            return budget.reserve(bytes);
        }
    }

    Share share(long bytes) {
        return new Share(this, bytes);
    }

    /** Bytes that nobody holds. */
    long free() {
        return (long) units.availablePermits() * UNIT;
    }

    /**
     * Waits for memory.
     *
     * @throws Exhausted where there is none in time
     */
    Reservation reserve(long bytes) {
        Reservation reservation = new Reservation();
        reservation.grow(bytes);
        return reservation;
    }

    /** Memory of one request, until closed. For one thread. */
    final class Reservation implements AutoCloseable {
        private int held;

        private Reservation() {}

        /** Waits for more; what is more than all there is counts as all, so that it can be had by one alone, unless strict. */
        void grow(long bytes) {
            if (strict && (bytes + UNIT - 1) / UNIT > total - held) {
                throw new TooMuch((long) total * UNIT);
            }
            int wanted = (int) Math.min(total - held, (bytes + UNIT - 1) / UNIT);
            try {
                if (!units.tryAcquire(wanted, longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new Exhausted();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Exhausted();
            }
            held += wanted;
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }
}
