package org.sessionrecording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.retention.RetentionTask;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Raw MB/s from the database to the archive: intents, objects, verification, links and removal included. */
final class ArchiveBench implements Benchmark {
    private static final double MB = 1_000_000;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int recordings = scale == Scale.QUICK ? 300 : 2_000;
        int slow = scale == Scale.QUICK ? 20 : 100;
        Path folder = Files.createTempDirectory("bench-archive");
        try (ArchiveFixture fixture = new ArchiveFixture(folder);
                BenchS3 s3 = new BenchS3(folder.resolve("s3"));
                S3Clients clients = new S3Clients()) {
            double raw = fixture.addRecordings(recordings) / MB;
            fixture.addEvents(slow);
            return measure(fixture, s3, clients, raw, slow);
        } finally {
            delete(folder);
        }
    }

    private static BenchResult measure(ArchiveFixture fixture, BenchS3 s3, S3Clients clients, double raw, int slow)
            throws Exception {
        ArchiveLimit others = new ArchiveLimit(fixture);
        ObjectStore bucket = clients.open(settings(fixture, s3).url(), withoutChecksum(settings(fixture, s3)));
        double slowRaw = slow * ArchiveFixture.RAW_BYTES / MB;
        retention(fixture, s3, clients, 1, "warm"); // what a host that has run for a day has compiled
        others.copy(bucket, "warm-limit");
        double ours = raw / retention(fixture, s3, clients, 2, "ours");
        double limit = raw / seconds(() -> others.copy(bucket, "limit"));
        double baseline = slowRaw / seconds(() -> others.straightforward(bucket, "baseline", slow));
        SinkStores sink = new SinkStores();
        double oursSink = raw / retention(fixture, s3, sink, 3, "sink");
        double baselineSink = slowRaw / seconds(() -> others.straightforward(sink, "baseline", slow));
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("sink_ratio_to_baseline", oursSink / baselineSink);
        details.put("sink_ours", oursSink);
        details.put("sink_baseline", baselineSink);
        return new BenchResult("archive", "raw MB/s", ours, limit, baseline, Map.of(), details);
    }

    private static ArchiveSettings settings(ArchiveFixture fixture, BenchS3 s3) {
        ArchiveTarget target = RecordingSettings.read(
                        new BenchProject(fixture, s3.settings("x")).read(), BenchProject.OPERATOR)
                .archive();
        return ((ArchiveTarget.Configured) target).settings();
    }

    private static ArchiveSettings withoutChecksum(ArchiveSettings settings) {
        return settings.withChecksum(Checksum.NONE);
    }

    /** Archives everything once more. @return seconds */
    private static double retention(ArchiveFixture fixture, BenchS3 s3, ObjectStores stores, int run, String prefix)
            throws Exception {
        fixture.reset();
        BenchProject project = new BenchProject(fixture, new HashMap<>(s3.settings(prefix)));
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
        BenchRun context = new BenchRun(project, fixture.lease(run));
        return seconds(() -> {
            Outcome outcome = task.run(context);
            if (!(outcome instanceof Outcome.Succeeded)) {
                throw new IllegalStateException(outcome.message());
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
