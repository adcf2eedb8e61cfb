package org.sessionrecording.bench;

import java.util.List;
import java.util.Map;

/**
 * Plain bytes of snapshots per second, accepted over HTTP and durable, the client on the same machine. No enricher runs.
 * What is compared takes turns, several times, so that a machine that is busy with other things slows all of it alike.
 */
final class IngestBench implements Benchmark {
    private static final int MIB = 1024 * 1024;
    private static final double MEGA = 1e6;
    private static final int TURNS = 4;
    private static final String RAW = "select coalesce(sum(raw_bytes), 0) from recording";

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int sessions =
                switch (scale) {
                    case QUICK -> 100;
                    case NORMAL -> 400;
                    case SOAK -> 1_600;
                };
        List<List<byte[]>> traffic = Traffic.sessions(sessions, MIB);
        // as long as it takes Java to compile both ways
        int cold = Math.min(sessions / 2, 100);
        try (BenchHost host = BenchHost.start(MIB)) {
            Sender ours = host.sender();
            Sender baseline = host.baselineSender();
            Workers.each(traffic.subList(0, cold), ours::send);
            Workers.each(traffic.subList(0, cold / 2), baseline::send);
            return measured(host, traffic.subList(cold, sessions), ours, baseline);
        }
    }

    private BenchResult measured(BenchHost host, List<List<byte[]>> traffic, Sender ours, Sender baseline)
            throws Exception {
        long before = host.number(RAW);
        double oursSeconds = 0;
        double baselineSeconds = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            List<List<byte[]>> part =
                    traffic.subList(turn * traffic.size() / TURNS, (turn + 1) * traffic.size() / TURNS);
            oursSeconds += Workers.each(part, ours::send);
            baselineSeconds += Workers.each(part, baseline::send);
        }
        long all = host.number(RAW);
        double raw = (all - before) / MEGA;
        double limit = all / MEGA / new ChunkCopies(host.database()).insert();
        long requests = traffic.stream().mapToLong(List::size).sum();
        return new BenchResult(
                name(),
                "raw MB/s",
                raw / oursSeconds,
                limit,
                raw / baselineSeconds,
                Map.of(),
                Map.of("raw_mb", raw, "requests_per_s", requests / oursSeconds));
    }
}
