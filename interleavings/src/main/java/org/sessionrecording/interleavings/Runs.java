package org.sessionrecording.interleavings;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.retention.RetentionTask;

/** Retention: whole runs, those that stop within, and those that go on when nobody expects them any more. */
final class Runs {
    private static final UUID INSTALLATION = new UUID(1, 1);
    private static final int NEVER = Integer.MAX_VALUE;
    /** What an earlier run left may take one run to find out, and a receipt's number another. */
    private static final int MOST_RUNS = 3;

    private final World world;
    private final Leases leases;

    Runs(World world) {
        this.world = world;
        this.leases = new Leases(world);
    }

    /** Nothing is in its way: it succeeds, soon, and takes whatever is due. */
    void retain() {
        SteppedRun run = run(FailPoints.Step.READ, NEVER);
        for (int runs = 1; runs < MOST_RUNS && !succeeded(run); runs++) {
            run = run(FailPoints.Step.READ, NEVER);
        }
        if (!succeeded(run)) {
            throw new AssertionError(
                    "Retention does not succeed: " + run.outcome() + ", " + run.failure(),
                    run.failure().orElse(null));
        }
        requireDone();
    }

    private static boolean succeeded(SteppedRun run) {
        return run.outcome().filter(Outcome.Succeeded.class::isInstance).isPresent();
    }

    private void requireDone() {
        Instant now = world.now();
        for (Row row : world.database().recordings()) {
            Known recording = world.find(row.name()).orElseThrow();
            boolean done = row.removedThrough() == row.lastChunk();
            if (Rules.mustGo(recording, now) && !done && !isSetAside(row)) {
                throw new AssertionError("A run succeeded, and what is due is still there: " + row);
            }
        }
        long intents = world.database().number("select count(*) from archive_intent");
        if (intents > 0) {
            throw new AssertionError("A run succeeded, and " + intents + " intents are open");
        }
    }

    /** Rightly so only where the archive held something else than it should. */
    private boolean isSetAside(Row row) {
        return row.quarantined() && world.liedAbout.stream().anyMatch(key -> key.contains("/" + row.name() + "."));
    }

    /** Its host stops at a step, and its lease passes, goes to another host, or lasts a while longer. */
    void crash(Step step) {
        if (step.much() % 3 == 0) {
            Trouble.choose(step.much() / 3).begin(world.proxy, step.how(), world.liedAbout);
        }
        FailPoints.Step[] steps = FailPoints.Step.values();
        SteppedRun run = run(steps[step.which() % steps.length], 1 + step.how() % 3);
        world.proxy.heal();
        if (run.isStopped()) {
            world.sleeping.add(run);
            switch (step.how() % 4) {
                case 0 -> leases.expire(run.lease());
                case 1 -> leases.lose(run.lease());
                default -> {} // still held, until the next run or some time
            }
        }
    }

    void faulty(Step step) {
        Trouble.choose(step.which()).begin(world.proxy, step.much(), world.liedAbout);
        run(FailPoints.Step.READ, NEVER);
        world.proxy.heal();
    }

    /** A host goes on in the middle of a run. Where the run is another's by now, it must change nothing. */
    void wake(Step step) {
        if (world.sleeping.isEmpty()) {
            return;
        }
        SteppedRun run = world.sleeping.remove(step.which() % world.sleeping.size());
        boolean held = leases.isHeld(run.lease());
        List<Row> before = world.database().recordings();
        List<String> links = links();
        run.wake();
        requireExplained(run);
        if (held) {
            leases.release(run.lease(), succeeded(run));
        } else if (!before.equals(world.database().recordings()) || !links.equals(links())) {
            throw new AssertionError("A run that lost its lease changed what recordings there are, or their links");
        }
    }

    private List<String> links() {
        return world.database()
                .texts("select recording || ' ' || part || ' ' || url from archive_part union all"
                        + " select recording || ' ' || part || ' open' from archive_intent order by 1");
    }

    private SteppedRun run(FailPoints.Step stop, int nth) {
        HostObjects host = world.host();
        SteppedRun run = new SteppedRun(host.project, leases.take("session-recording.retention"), stop, nth);
        Archive archive = new Archive(host.clients, INSTALLATION, host.clock, run);
        boolean stopped = run.start(new RetentionTask(archive, Runs::pool, host.clock, PluginProject.OPERATOR, run));
        if (!stopped) {
            requireExplained(run);
            leases.release(run.lease(), succeeded(run));
        }
        return run;
    }

    /** Whatever went wrong, it was met. */
    private static void requireExplained(SteppedRun run) {
        run.failure().ifPresent(failure -> {
            if (!(failure instanceof ApiException || failure instanceof CancelledException)) {
                throw new AssertionError("A run broke down: " + failure, failure);
            }
        });
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                task -> new Thread(task, name),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }
}
