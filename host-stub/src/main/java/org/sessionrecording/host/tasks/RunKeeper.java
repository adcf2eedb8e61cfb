package org.sessionrecording.host.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.sessionrecording.api.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the runs of this host: stores their progress, renews their leases, brings them their cancels, and stops those
 * whose lease is lost. {@link #tick} is for one thread, the others for any.
 */
final class RunKeeper {
    static final Duration TICK = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(RunKeeper.class);
    private static final long RENEW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LEASE_NANOS = RunRows.LEASE.toNanos();

    private final RunRows rows;
    /** When each was last renewed. */
    private final Map<LocalRun, Long> runs = new ConcurrentHashMap<>();

    RunKeeper(RunRows rows) {
        this.rows = rows;
    }

    /** @param claimedAtNanos a time before its lease was taken */
    void add(LocalRun run, long claimedAtNanos) {
        runs.put(run, claimedAtNanos);
    }

    synchronized void remove(LocalRun run) {
        runs.remove(run);
        notifyAll();
    }

    List<LocalRun> matching(Predicate<LocalRun> which) {
        return runs.keySet().stream().filter(which).toList();
    }

    /** Cancels and waits until they have ended, at most so long; false where some go on. */
    boolean cancelAndWait(Predicate<LocalRun> which, String reason, Duration patience) {
        matching(which).forEach(run -> run.cancel(reason));
        long end = System.nanoTime() + patience.toNanos();
        try {
            synchronized (this) {
                while (!matching(which).isEmpty()) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    wait(left);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void tick() {
        runs.forEach(this::look);
    }

    private void look(LocalRun run, long renewedAt) {
        long now = System.nanoTime();
        try {
            boolean write = run.hasNews() || now - renewedAt > RENEW_NANOS;
            Optional<Boolean> cancelling = write ? rows.report(run.lease(), run.report()) : rows.look(run.lease());
            if (cancelling.isEmpty()) {
                // it may have ended between the two
                if (runs.containsKey(run)) {
                    log.warn("Run {} of {} lost its lease", run.runId(), run.task());
                    run.lose();
                }
                return;
            }
            if (write) {
                runs.replace(run, now);
            }
            if (cancelling.get()) {
                run.cancel("it was cancelled");
            }
        } catch (ApiException e) {
            log.warn("Cannot look after run {} of {}; trying again: {}", run.runId(), run.task(), e.getMessage());
            if (now - renewedAt > LEASE_NANOS) {
                run.lose();
            }
        }
    }
}
