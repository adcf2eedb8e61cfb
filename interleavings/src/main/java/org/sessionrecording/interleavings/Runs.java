package org.sessionrecording.interleavings;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;
import org.sessionrecording.interleavings.SteppedRun.Stop;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.restore.RestoreOperation;
import org.sessionrecording.plugin.retention.RetentionTask;

/** Retention and restores: whole runs, those that stop within, and those that go on when nobody expects them any more. */
final class Runs {
    private static final UUID INSTALLATION = new UUID(1, 1);
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
        SteppedRun run = retention(Stop.NEVER);
        for (int runs = 1; runs < MOST_RUNS && !succeeded(run); runs++) {
            run = retention(Stop.NEVER);
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
        sleep(step, retention(new Stop(Optional.of(steps[step.which() % steps.length]), 1 + step.how() % 3)));
    }

    private void sleep(Step step, SteppedRun run) {
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
        retention(Stop.NEVER);
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

    /** Brings back a recording or all of its visitor, and with nothing in its way it is whole then. */
    void restore(Known known, Step step) {
        SteppedRun run = restore(known, step, Stop.NEVER);
        if (!succeeded(run)) {
            throw new AssertionError("Restore does not succeed: " + run.outcome() + ", " + run.failure());
        }
        world.database().recordings().stream()
                .filter(row -> row.name().equals(known.name) && row.removedThrough() > 0)
                .forEach(row -> {
                    throw new AssertionError("A restore succeeded, and not all is there: " + row);
                });
    }

    void restoreCrash(Known known, Step step) {
        if (step.much() % 3 == 0) {
            Trouble.choose(step.much() / 3).begin(world.proxy, step.how(), world.liedAbout);
        }
        sleep(step, restore(known, step, new Stop(Optional.empty(), 1 + step.how() % 4)));
    }

    private SteppedRun restore(Known known, Step step, Stop stop) {
        int days = 1 + step.how() % 9;
        known.restoreAsked = world.now().plus(Duration.ofDays(days));
        Map<String, String> parameters = Map.of("path", known.name, "days", Integer.toString(days));
        HostObjects host = world.host();
        ArchiveSource source = new ArchiveSource(host.clients, PluginProject.OPERATOR);
        return run(
                "restore", parameters, stop, run -> new RestoreOperation(source, host.clock, PluginProject.OPERATOR));
    }

    private SteppedRun retention(Stop stop) {
        HostObjects host = world.host();
        return run(
                "retention",
                Map.of(),
                stop,
                run -> new RetentionTask(
                        new Archive(host.clients, INSTALLATION, host.clock, run),
                        Runs::pool,
                        host.clock,
                        PluginProject.OPERATOR,
                        run));
    }

    private SteppedRun run(
            String task, Map<String, String> parameters, Stop stop, Function<SteppedRun, Operation> operation) {
        SteppedRun run =
                new SteppedRun(world.host().project, leases.take(PluginProject.PLUGIN + "." + task), parameters, stop);
        boolean stopped = run.start(operation.apply(run));
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
