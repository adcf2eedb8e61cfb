package org.sessionrecording.bench;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.retention.RetentionTask;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** The plugin's own retention over a fixture's recordings, as often as wanted. */
final class ArchiveRuns {
    private final ArchiveFixture fixture;
    private int runs;

    ArchiveRuns(ArchiveFixture fixture) {
        this.fixture = fixture;
    }

    /** Archives everything once more. @return seconds */
    double retention(Map<String, String> settings, ObjectStores stores) {
        fixture.reset();
        RetentionTask task = new RetentionTask(
                new Archive(stores, new UUID(1, 1), fixture.clock),
                (name, threads, queue) -> new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        new ThreadPoolExecutor.CallerRunsPolicy()),
                fixture.clock,
                BenchProject.OPERATOR);
        BenchRun context = new BenchRun(new BenchProject(fixture, settings), fixture.lease(++runs));
        long begin = System.nanoTime();
        Outcome outcome = task.run(context);
        if (!(outcome instanceof Outcome.Succeeded)) {
            throw new IllegalStateException(outcome.message());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What the plugin makes of settings. */
    ArchiveSettings settings(Map<String, String> settings) {
        ArchiveTarget target = RecordingSettings.read(new BenchProject(fixture, settings).read(), BenchProject.OPERATOR)
                .archive();
        return ((ArchiveTarget.Configured) target).settings();
    }
}
