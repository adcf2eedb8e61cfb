package org.sessionrecording.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/** Rows a second that leave the database: a whole day's, first alone and then while visitors send. */
final class ReclaimBench implements Benchmark {
    private static final int SMALLER = 4;
    /** Days of each size: one removal takes so little that the machine's other work shows in it. */
    private static final int TIMES = 3;
    /** So many that the hundredth slowest request is not one of two or three. */
    private static final int ROUNDS = 40;

    private static final long WARM_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long QUIET_NANOS = Duration.ofMillis(750).toNanos();
    private static final long LOADED_NANOS = Duration.ofMillis(500).toNanos();
    /** Between two looks at who waits; a wait of 100 ms cannot hide between them. */
    private static final long WATCH_MILLIS = 5;

    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final long SESSION_BYTES = 2L * CHUNK_BYTES;
    private static final int SESSIONS = 40;

    @Override
    public String name() {
        return "reclaim";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int rows = scale == Scale.QUICK ? 50_000 : 1_000_000;
        int recordings = scale == Scale.QUICK ? 500 : 4_000;
        try (BenchHost host = BenchHost.start(CHUNK_BYTES);
                Database database = Database.open(host.jdbcUrl())) {
            ReclaimDays days = new ReclaimDays(database, new HostClock(database.jdbi(), Duration.ZERO));
            days.retention(days.fill(recordings, recordings)); // warm
            Map<String, Double> details = new LinkedHashMap<>();
            double smaller = ReclaimDays.Took.middle(days.retention(TIMES, rows / SMALLER, recordings))
                    .seconds();
            List<ReclaimDays.Took> times = new ArrayList<>(days.retention(TIMES - 1, rows, recordings));
            LocalDate day = days.fill(rows, recordings);
            double limit = days.dropCopy(day);
            times.add(days.retention(day));
            ReclaimDays.Took took = ReclaimDays.Took.middle(times);
            double ours = took.seconds();
            LocalDate other = days.fill(rows, recordings);
            double baseline = days.deleteAndVacuum(other);
            days.forget(other);
            details.put("seconds", ours);
            details.put("seconds_of_updates", took.updates());
            details.put("seconds_of_the_partition", took.partition());
            details.put("seconds_of_the_limit", limit);
            details.put("seconds_of_delete_and_vacuum", baseline);
            details.put("seconds_of_a_quarter_of_the_rows", smaller);
            details.put("growth_with_4_times_the_rows", ours / smaller);
            underLoad(host, days, rows / 50, recordings / 4, details);
            return new BenchResult(name(), "rows/s", rows / ours, rows / limit, rows / baseline, Map.of(), details);
        }
    }

    /** By turns with and without, so that a machine that has other things to do has them for both. */
    private static void underLoad(
            BenchHost host, ReclaimDays days, int rows, int recordings, Map<String, Double> details) throws Exception {
        List<LocalDate> filled = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            filled.add(days.fill(rows, recordings));
        }
        List<Double> quiet = new ArrayList<>();
        List<Double> loaded = new ArrayList<>();
        double longestWait;
        try (Connection watching = host.database().dataSource().getConnection();
                LoadedIngest ingest = new LoadedIngest(host, Traffic.sessions(SESSIONS, SESSION_BYTES))) {
            AtomicBoolean stop = new AtomicBoolean();
            pauseUntil(System.nanoTime() + WARM_NANOS);
            CompletableFuture<Double> waits = CompletableFuture.supplyAsync(() -> watch(days, watching, stop));
            for (LocalDate day : filled) {
                long begin = System.nanoTime();
                pauseUntil(begin + QUIET_NANOS);
                long middle = System.nanoTime();
                days.retention(day);
                long end = System.nanoTime();
                quiet.addAll(ingest.between(begin, middle));
                loaded.addAll(ingest.between(middle, Math.max(end, middle + LOADED_NANOS)));
                pauseUntil(middle + LOADED_NANOS);
            }
            stop.set(true);
            longestWait = waits.get();
        }
        details.put("ingest_p99_ratio", percentile(loaded) / percentile(quiet));
        details.put("ingest_p99_ms", percentile(loaded));
        details.put("ingest_p99_ms_without", percentile(quiet));
        details.put("ingest_requests_meanwhile", (double) loaded.size());
        details.put("max_lock_wait_ms", longestWait);
    }

    private static double watch(ReclaimDays days, Connection connection, AtomicBoolean stop) {
        double longest = 0;
        try {
            while (!stop.get()) {
                longest = Math.max(longest, days.longestLockWaitMillis(connection));
                Thread.sleep(WATCH_MILLIS);
            }
            return longest;
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double percentile(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) (sorted.size() * 0.99));
    }

    private static void pauseUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left).toMillis());
        }
    }
}
