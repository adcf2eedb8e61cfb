package org.sessionrecording.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.settings.ArchiveSettings;

/**
 * Raw MB/s from the database to the archive: intents, objects, verification, links and removal included. Ours and the limit
 * are measured by turns, so that a machine that has other things to do has them for both.
 */
final class ArchiveBench implements Benchmark {
    private static final double MB = 1_000_000;
    private static final int TURNS = 2;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int recordings = scale == Scale.QUICK ? 300 : 2_000;
        int slow = scale == Scale.QUICK ? 20 : 200;
        Path folder = Files.createTempDirectory("bench-archive");
        try (ArchiveFixture fixture = new ArchiveFixture(folder);
                BenchS3 s3 = new BenchS3(folder.resolve("s3"));
                S3Clients clients = new S3Clients()) {
            double raw = fixture.addRecordings(recordings) / MB;
            fixture.addEvents(slow);
            return measure(fixture, s3, clients, raw, slow, folder);
        } finally {
            Folders.delete(folder);
        }
    }

    private static BenchResult measure(
            ArchiveFixture fixture, BenchS3 s3, S3Clients clients, double raw, int slow, Path folder) throws Exception {
        ArchiveRuns runs = new ArchiveRuns(fixture);
        ArchiveLimit others = new ArchiveLimit(fixture);
        ArchiveSettings settings = runs.settings(s3.settings("x"));
        ObjectStore bucket = clients.open(settings.url(), settings);
        double slowRaw = slow * ArchiveFixture.RAW_BYTES / MB;
        runs.retention(s3.settings("warm"), clients); // what a host that has run for a day has compiled
        others.copy(bucket, "warm-limit");
        double oursSeconds = 0;
        double limitSeconds = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            oursSeconds += runs.retention(s3.settings("ours" + turn), clients);
            String prefix = "limit" + turn;
            limitSeconds += seconds(() -> others.copy(bucket, prefix));
        }
        double baseline = slowRaw / seconds(() -> others.straightforward(bucket, "baseline", slow));
        double synced = slowRaw / new CopyAndSync(fixture, folder.resolve("copied"), s3.port()).run(slow);
        SinkStores sink = new SinkStores();
        double oursSink = raw / runs.retention(s3.settings("sink"), sink);
        double baselineSink = slowRaw / seconds(() -> others.straightforward(sink, "baseline", slow));
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("sink_ratio_to_baseline", oursSink / baselineSink);
        details.put("sink_ours", oursSink);
        details.put("sink_baseline", baselineSink);
        return new BenchResult(
                "archive",
                "raw MB/s",
                TURNS * raw / oursSeconds,
                TURNS * raw / limitSeconds,
                baseline,
                Map.of("copy_and_aws_s3_sync", synced),
                details);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
