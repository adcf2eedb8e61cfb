package org.sessionrecording.host.tasks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.host.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's own repeated work, such as making and dropping day partitions: at start, every hour, and soon after a run that
 * may have left something to clear. One host of an installation does it at a time. Safe for use from any thread; the steps
 * run on one thread of its own, or on that of {@link #runNow}.
 */
public final class HostMaintenance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostMaintenance.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final long LOCK = 0x5e55_0001L;

    private final Database database;
    private final List<Step> steps;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "maintenance"));

    /** One piece of work, which may be done again at any time. */
    public record Step(String name, Runnable work) {}

    public HostMaintenance(Database database, List<Step> steps) {
        this.database = database;
        this.steps = List.copyOf(steps);
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::quietly, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For {@link TaskService#afterRun}: a run that changed something may have emptied a partition. */
    public void after(Run run) {
        if (run.state() == Run.State.SUCCEEDED && !run.dryRun() && !thread.isShutdown()) {
            thread.execute(this::quietly);
        }
    }

    /**
     * Does all steps, in order, on the calling thread; where one fails the others are done nevertheless, and it is logged.
     *
     * @return false where another host, or another thread of this one, is at it
     */
    public boolean runNow() {
        return database.with("do the maintenance", handle -> {
            // held by the connection, outside any transaction: dropping partitions waits for open ones
            boolean locked = handle.createQuery("select pg_try_advisory_lock(:lock)")
                    .bind("lock", LOCK)
                    .mapTo(boolean.class)
                    .one();
            if (!locked) {
                return false;
            }
            try {
                steps.forEach(HostMaintenance::run);
                return true;
            } finally {
                handle.createQuery("select pg_advisory_unlock(:lock)")
                        .bind("lock", LOCK)
                        .mapTo(boolean.class)
                        .one();
            }
        });
    }

    private void quietly() {
        try {
            runNow();
        } catch (RuntimeException e) {
            log.warn("Cannot do the maintenance; trying again in an hour: {}", e.getMessage());
        }
    }

    private static void run(Step step) {
        try {
            step.work().run();
        } catch (RuntimeException e) {
            log.warn("Maintenance step '{}' failed; trying again in an hour", step.name(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("The maintenance does not heed its interruption");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
