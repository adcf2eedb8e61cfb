package org.sessionrecording.host.tasks;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.settings.SettingsService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs claimed runs, each on a thread of its own, and records how they ended. */
final class RunThreads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunThreads.class);
    private static final int FINISH_TRIES = 10;

    private final RunRows rows;
    private final RunKeeper keeper;
    private final SettingsService settings;
    private final Consumer<Run> ended;
    private final ExecutorService pool = Executors.newCachedThreadPool(task -> new Thread(task, "run"));

    /** How a run ended. */
    private record End(Run.State state, String message) {}

    RunThreads(RunRows rows, RunKeeper keeper, SettingsService settings, Consumer<Run> ended) {
        this.rows = rows;
        this.keeper = keeper;
        this.settings = settings;
        this.ended = ended;
    }

    static RunRows.Start byHand(
            ProjectId project, String task, Map<String, String> parameters, boolean dry, boolean confirm, String by) {
        return new RunRows.Start(newId(), project, task, null, by, Map.copyOf(parameters), dry, confirm);
    }

    static RunRows.Start scheduled(ProjectId project, String task, Instant at) {
        return new RunRows.Start(newId(), project, task, at, "schedule", Map.of(), false, false);
    }

    private static String newId() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * @param secrets parameters that are only kept here
     * @param claimedAtNanos a time before the lease was taken
     */
    void start(
            Contribution<Operation> operation,
            RunRows.Start start,
            Map<String, String> secrets,
            Lease lease,
            long claimedAtNanos) {
        LocalRun run;
        try {
            run = new LocalRun(
                    start,
                    secrets,
                    lease,
                    operation.project(start.project()),
                    settings.read(start.project(), operation.pluginId()));
        } catch (RuntimeException e) {
            String message = "Could not begin: " + reason(e);
            rows.finish(lease, Run.State.FAILED, new RunRows.Report(0, 0, message, Map.of()));
            throw e;
        }
        keeper.add(run, claimedAtNanos);
        pool.execute(() -> execute(operation, run));
    }

    private void execute(Contribution<Operation> operation, LocalRun run) {
        Thread.currentThread().setName("run-" + run.task());
        long started = System.nanoTime();
        End end;
        run.begin();
        try {
            Outcome outcome = operation.call("run " + TaskName.parse(run.task()).operation(), op -> op.run(run));
            end = ended(outcome);
        } catch (RuntimeException e) {
            end = failed(run, e);
        } finally {
            run.end();
        }
        try {
            finish(run, end);
        } finally {
            keeper.remove(run);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
        log.info(
                "Run {} of {} in project {} {} after {} s: {}",
                run.runId(),
                run.task(),
                run.project().id(),
                RunRows.name(end.state()),
                seconds,
                end.message());
        try {
            rows.find(run.project().id(), run.task(), run.runId()).ifPresent(ended);
        } catch (ApiException e) {
            log.warn("Cannot follow up on run {}: {}", run.runId(), e.getMessage());
        }
    }

    private static End ended(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return new End(Run.State.SUCCEEDED, outcome.message());
        }
        return new End(outcome instanceof Outcome.Waiting ? Run.State.WAITING : Run.State.FAILED, outcome.message());
    }

    private static End failed(LocalRun run, RuntimeException e) {
        String cancelled = run.cancelReason();
        // an interruption may come out as any exception; what counts is that it was asked to stop
        if (cancelled != null || e instanceof CancelledException) {
            return new End(Run.State.CANCELLED, "Cancelled: " + (cancelled == null ? "it stopped itself" : cancelled));
        }
        log.error("Run {} of {} failed", run.runId(), run.task(), e);
        return new End(Run.State.FAILED, reason(e));
    }

    /** What the operation said itself, from below what containment made of it. */
    private static String reason(RuntimeException e) {
        boolean wrapped = e instanceof ApiException api && api.kind() == ApiException.Kind.PLUGIN;
        Throwable said = wrapped && e.getCause() != null ? e.getCause() : e;
        String message = said.getMessage();
        return message == null || message.isBlank() ? said.getClass().getSimpleName() : message;
    }

    /** Tries for some seconds: a record that is not written would read as a lost lease. */
    private void finish(LocalRun run, End end) {
        for (int tried = 1; !run.isLost(); tried++) {
            try {
                if (!rows.finish(run.lease(), end.state(), run.report(end.message()))) {
                    log.warn("Run {} of {} ended after its lease was lost", run.runId(), run.task());
                }
                return;
            } catch (ApiException e) {
                if (tried == FINISH_TRIES || !pause()) {
                    log.error("Cannot record the end of run {} of {}", run.runId(), run.task(), e);
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
