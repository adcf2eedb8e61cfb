package org.sessionrecording.host.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;

/**
 * The installation's time: the database's clock plus an offset that is zero but in tests, in whole milliseconds. The
 * distance to the database's clock is measured anew every minute, so reading it rarely blocks. Safe for use from any
 * thread.
 */
public final class HostClock extends Clock {
    private static final long REFRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Jdbi jdbi;
    private final AtomicLong offsetMillis;
    private final AtomicLong measuredAt = new AtomicLong();
    private final AtomicLong databaseMillisAtMeasure = new AtomicLong();

    public HostClock(Jdbi jdbi, Duration offset) {
        this.jdbi = jdbi;
        this.offsetMillis = new AtomicLong(offset.toMillis());
        measure();
    }

    private synchronized void measure() {
        long before = System.nanoTime();
        Instant database = jdbi.withHandle(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(java.time.OffsetDateTime.class)
                .one()
                .toInstant());
        long after = System.nanoTime();
        databaseMillisAtMeasure.set(database.toEpochMilli());
        measuredAt.set(before + (after - before) / 2);
    }

    /** Moves time on, for tests. */
    public void advance(Duration by) {
        offsetMillis.addAndGet(by.toMillis());
    }

    /** What is added to the database's clock. */
    public Duration offset() {
        return Duration.ofMillis(offsetMillis.get());
    }

    @Override
    public synchronized Instant instant() {
        long sinceMeasure = System.nanoTime() - measuredAt.get();
        if (sinceMeasure > REFRESH_NANOS) {
            measure();
            sinceMeasure = System.nanoTime() - measuredAt.get();
        }
        long millis = databaseMillisAtMeasure.get() + sinceMeasure / 1_000_000 + offsetMillis.get();
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Cannot give the host's clock a zone: it is UTC");
    }
}
