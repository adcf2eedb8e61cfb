package org.sessionrecording.host.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ClockDoubt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the database's clock jumps: against the machine's, against the time that passed since the last look, and
 * against the latest time ever read, which is kept in the database. The offset that tests give {@link HostClock} is none of
 * its business. Safe for use from any thread; looks every half minute on one of its own.
 */
public final class ClockWatch implements Supplier<Optional<ClockDoubt>>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private static final String SEEN = """
            select clock_timestamp() as now, (select max(marked_at) from clock_mark) as mark,
                   (select ahead_millis from clock_mark where machine = :machine) as ahead
            """;
    private static final String MARK = """
            insert into clock_mark (machine, marked_at, ahead_millis) values (:machine, :now, 0)
            on conflict (machine) do update set marked_at = excluded.marked_at
            """;
    private static final String DOUBT = """
            update clock_mark set doubted_at = :now, doubt = :doubt, ahead_millis = :ahead where machine = :machine
            """;
    /** Marks that lie ahead would be held against the clock for ever. */
    private static final String FORGET_LATER = "update clock_mark set marked_at = :now where marked_at > :now";

    private static final String LATEST = """
            select doubted_at, doubt from clock_mark where doubted_at is not null order by doubted_at desc limit 1
            """;

    private final Jdbi jdbi;
    private final String machine;
    private final Clock own;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "clock-watch"));
    private @Nullable ClockReading last;
    private Optional<ClockDoubt> doubt = Optional.empty();

    private record Seen(ClockReading reading, Optional<Instant> mark, Duration accepted) {}

    /** @param machine names the machine whose clock this host reads */
    public ClockWatch(Jdbi jdbi, String machine) {
        this(jdbi, machine, Clock.systemUTC(), System::nanoTime);
    }

    ClockWatch(Jdbi jdbi, String machine, Clock own, LongSupplier nanos) {
        this.jdbi = jdbi;
        this.machine = machine;
        this.own = own;
        this.nanos = nanos;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::quietly, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The latest doubt, whichever host noticed it; a look of some seconds ago will do. Blocks on the database. */
    @Override
    public synchronized Optional<ClockDoubt> get() {
        ClockReading known = last;
        return known != null && nanos.getAsLong() - known.nanos() < FRESH_NANOS ? doubt : look();
    }

    synchronized Optional<ClockDoubt> look() {
        try {
            doubt = jdbi.inTransaction(this::look);
            return doubt;
        } catch (JdbiException e) {
            throw new ApiException(
                    ApiException.Kind.STORE, "Cannot look after the clock: the database does not answer", e);
        }
    }

    private Optional<ClockDoubt> look(Handle handle) {
        Seen seen = handle.createQuery(SEEN)
                .bind("machine", machine)
                .map((row, context) -> new Seen(
                        new ClockReading(instant(row, "now").orElseThrow(), own.instant(), nanos.getAsLong()),
                        instant(row, "mark"),
                        Duration.ofMillis(row.getLong("ahead"))))
                .one();
        ClockReading now = seen.reading();
        Optional<String> problem = now.problem(Optional.ofNullable(last), seen.accepted(), seen.mark());
        last = now;
        handle.createUpdate(MARK).bind("machine", machine).bind("now", at(now)).execute();
        problem.ifPresent(reason -> note(handle, now, reason));
        return handle.createQuery(LATEST)
                .map((row, context) -> new ClockDoubt(instant(row, "doubted_at").orElseThrow(), row.getString("doubt")))
                .findOne();
    }

    private void note(Handle handle, ClockReading now, String reason) {
        log.error("The clock is in doubt: {} (look at the clocks of this machine and of the database's)", reason);
        handle.createUpdate(DOUBT)
                .bind("machine", machine)
                .bind("now", at(now))
                .bind("doubt", reason)
                .bind("ahead", now.ahead().toMillis())
                .execute();
        handle.createUpdate(FORGET_LATER).bind("now", at(now)).execute();
    }

    private static OffsetDateTime at(ClockReading reading) {
        return reading.database().atOffset(ZoneOffset.UTC);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private void quietly() {
        try {
            look();
        } catch (ApiException e) {
            log.warn("{}; trying again", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
