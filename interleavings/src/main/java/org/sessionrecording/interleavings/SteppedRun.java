package org.sessionrecording.interleavings;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.plugin.failpoint.FailPoints;

/**
 * A run on a thread of its own that stops at a step, as a process stops that is killed or put to sleep: whoever of its
 * threads comes to a further step stops too. Used by one thread; its fail points by those of the run.
 */
final class SteppedRun implements FailPoints, OperationContext {
    private static final long PATIENCE_SECONDS = 120;

    private final Project project;
    private final Lease lease;
    private final Map<String, String> parameters;
    private final Stop stop;
    private final AtomicInteger until;
    private final CountDownLatch stoppedOrEnded = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile boolean ended;
    private volatile @Nullable Outcome outcome;
    private volatile @Nullable Throwable failure;
    private @Nullable Thread thread;

    /**
     * Where a run stops.
     *
     * @param step empty: where it looks whether it is to end
     * @param nth of these
     */
    record Stop(Optional<Step> step, int nth) {
        static final Stop NEVER = new Stop(Optional.empty(), Integer.MAX_VALUE);
    }

    SteppedRun(Project project, Lease lease, Map<String, String> parameters, Stop stop) {
        this.project = project;
        this.lease = lease;
        this.parameters = parameters;
        this.stop = stop;
        this.until = new AtomicInteger(stop.nth());
    }

    /** Starts it, and waits until it stops or ends; whether it stopped. */
    boolean start(Operation operation) {
        Thread started = new Thread(
                () -> {
                    try {
                        outcome = operation.run(this);
                    } catch (Throwable e) { // looked at by whoever waits
                        failure = e;
                    } finally {
                        ended = true;
                        stoppedOrEnded.countDown();
                    }
                },
                "stepped-run");
        thread = started;
        started.start();
        try {
            if (!stoppedOrEnded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("A run neither ends nor comes to " + stop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return stopped;
    }

    @Override
    public void after(Step step) {
        pass(Optional.of(step));
    }

    private void pass(Optional<Step> step) {
        if (step.equals(stop.step()) && until.decrementAndGet() == 0) {
            stopped = true;
            stoppedOrEnded.countDown();
        }
        if (stopped && goOn.getCount() > 0) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The process ended here", e);
            }
        }
    }

    /** Goes on where it stopped, to its end. */
    void wake() {
        goOn.countDown();
        join();
        if (!ended) {
            throw new AssertionError("A run that woke does not end");
        }
    }

    /** Its process ends, with what it was about to do. */
    void end() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            join();
        }
    }

    private void join() {
        try {
            if (thread != null) {
                thread.join(PATIENCE_SECONDS * 1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it came to where it should stop. */
    boolean isStopped() {
        return stopped;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public Project project() {
        return project;
    }

    @Override
    public SettingValues settings() {
        return project.settings().read();
    }

    @Override
    public String runId() {
        return "run-" + lease.run();
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public boolean dryRun() {
        return false;
    }

    @Override
    public boolean confirmed() {
        return false;
    }

    @Override
    public void progress(long done, long total, String message) {}

    @Override
    public void figure(String name, long value) {}

    @Override
    public boolean isCancelled() {
        pass(Optional.empty());
        return false;
    }
}
