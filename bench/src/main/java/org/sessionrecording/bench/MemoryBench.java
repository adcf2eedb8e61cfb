package org.sessionrecording.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a host with 128 MB of heap uses: for one recording of 2 GB that is archived, played, brought back and erased, and for
 * a backlog of very many small ones, in which it is killed halfway. Megabytes of heap; less is better.
 */
final class MemoryBench implements Benchmark {
    private static final int HEAP_MB = 128;
    /** As a body of a client makes them. */
    private static final int CHUNK_BYTES = 170_000;

    private static final int SMALL_BYTES = 20_000;
    private static final double MB = 1_000_000;
    private static final Duration PATIENCE = Duration.ofHours(6);
    private static final long POLL_MILLIS = 50;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        long raw = (scale == Scale.QUICK ? 200 : 2_000) * 1_000_000L;
        int backlog =
                switch (scale) {
                    case QUICK -> 5_000;
                    case NORMAL -> 20_000;
                    case SOAK -> 1_000_000;
                };
        Map<String, Double> details = new LinkedHashMap<>();
        MemoryHost.Used large;
        double rawMb;
        try (SmallInstallation installation = new SmallInstallation()) {
            rawMb = installation.recordings().add("large-", 1, (int) (raw / CHUNK_BYTES), CHUNK_BYTES) / MB;
            try (MemoryHost host = installation.startHost(HEAP_MB)) {
                String link = host.api()
                        .get(HostApi.PROJECT + "/recordings")
                        .at("/results/0/path")
                        .asText();
                new LongTrip(host.api(), link).take().forEach((step, took) -> details.put(step + "_seconds", took));
                large = host.used();
            }
        }
        details.put("max_heap_mb", large.heap());
        details.put("max_rss_mb", large.process());
        details.put("max_live_heap_mb", large.live());
        try (SmallInstallation installation = new SmallInstallation()) {
            details.putAll(backlog(installation, backlog, HEAP_MB));
        }
        return new BenchResult(name(), "MB of heap", large.heap(), HEAP_MB, rawMb, Map.of(), details);
    }

    /** Works a backlog off with a kill halfway. @return figures by name */
    static Map<String, Double> backlog(SmallInstallation installation, int count, int heapMb) throws Exception {
        installation.recordings().add("small-", count, 1, SMALL_BYTES);
        Map<String, Double> details = new LinkedHashMap<>();
        long begin = System.nanoTime();
        MemoryHost.Used first;
        try (MemoryHost host = installation.startHost(heapMb)) {
            host.api().post(HostApi.PROJECT + "/tasks/session-recording.retention/run?confirm=true");
            while (removed(installation) < count / 2) {
                if (!host.isAlive()) {
                    throw new IllegalStateException("Cannot measure: the host ended");
                }
                Thread.sleep(POLL_MILLIS);
            }
            first = host.used();
            host.kill();
        }
        installation.endLeases();
        details.put("backlog_out_of_order", (double) installation.number("""
                select count(*) from recording d
                where d.removed_through = d.last_chunk
                  and d.key > (select min(key) + 1024 from recording where live_from is not null)
                """));
        try (MemoryHost host = installation.startHost(heapMb)) {
            host.api().run("session-recording.retention", "?confirm=true", PATIENCE);
            MemoryHost.Used second = host.used();
            details.put("backlog_recordings", (double) removed(installation));
            details.put("backlog_per_second", count / ((System.nanoTime() - begin) / 1e9));
            details.put("backlog_max_heap_mb", Math.max(first.heap(), second.heap()));
            details.put("backlog_max_live_heap_mb", Math.max(first.live(), second.live()));
            details.put("backlog_max_rss_mb", Math.max(first.process(), second.process()));
        }
        if (removed(installation) != count) {
            throw new IllegalStateException(
                    "Cannot measure: of " + count + " recordings only " + removed(installation) + " were removed");
        }
        return details;
    }

    private static long removed(SmallInstallation installation) {
        return installation.number("select count(*) from recording where live_from is null");
    }
}
