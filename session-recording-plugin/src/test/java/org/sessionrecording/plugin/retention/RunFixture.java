package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.project.RunHistory;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.testing.MemoryCatalog;
import org.sessionrecording.plugin.testing.TestClock;
import org.sessionrecording.plugin.testing.TestProject;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;

/** Runs retention over a catalog in memory, and keeps the history that a host would keep. */
final class RunFixture {
    static final UUID INSTALLATION = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    final TestProject project = new TestProject();
    final MemoryCatalog catalog = project.catalog();
    final TestClock clock = new TestClock();
    final AtomicReference<Optional<ClockDoubt>> doubt = new AtomicReference<>(Optional.empty());
    final AtomicReference<FailPoints> failPoints = new AtomicReference<>(FailPoints.NONE);
    Operator operator = new Operator(Optional.empty(), false);
    private final ObjectStores stores;
    private int added;

    @Nullable
    TestRun last;

    RunFixture(ObjectStores stores) {
        this.stores = stores;
    }

    /** Archives to a bucket that exists in the stores. */
    RunFixture archiving() {
        project.with("s3_url", "http://127.0.0.1:1/replays/prefix")
                .with("s3_access_key", "access")
                .with("s3_secret_key", "secret");
        return this;
    }

    Instant daysAgo(int days) {
        return clock.instant().minus(Duration.ofDays(days));
    }

    void add(int recordings, Instant at) {
        for (int i = 0; i < recordings; i++) {
            catalog.add("visitor-" + added++, at.plusMillis(i), 1);
        }
    }

    Outcome run() {
        return run(new TestRun(project, false));
    }

    Outcome confirmed() {
        return run(new TestRun(project, false).confirm());
    }

    Outcome dryRun() {
        return run(new TestRun(project, true));
    }

    Outcome run(TestRun run) {
        last = run;
        RetentionTask task = new RetentionTask(
                new Archive(stores, INSTALLATION, clock),
                new TestWorkers(),
                clock,
                operator,
                new RunLimits(100_000, 64, 3),
                step -> failPoints.get().after(step),
                new Instruments(doubt::get, Instruments.NONE.metrics()));
        Outcome outcome = task.run(run);
        if (!run.dryRun()) {
            String state = outcome.getClass().getSimpleName().toUpperCase(Locale.ROOT);
            project.runs().add(RunHistory.State.valueOf(state), clock.instant(), run.figures());
        }
        return outcome;
    }

    Map<String, Long> figures() {
        return java.util.Objects.requireNonNull(last).figures();
    }

    long inDatabase() {
        return catalog.inventory(org.sessionrecording.api.recording.Due.NONE)
                .all()
                .recordings();
    }

    long archived() {
        return catalog.scan(RecordingKey.NONE, Integer.MAX_VALUE).size();
    }
}
