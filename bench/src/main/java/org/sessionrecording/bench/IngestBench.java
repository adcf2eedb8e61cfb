package org.sessionrecording.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Plain bytes of snapshots per second, accepted over HTTP and durable, the client on the same machine. No enricher runs.
 * What is compared takes turns, several times, so that a machine that is busy with other things slows all of it alike.
 * Bodies are as recorded clients send them, small; beside them the same with a session's bodies in one.
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
        List<List<byte[]>> traffic = Traffic.sessions(sessions + sessions / 2, MIB);
        List<List<byte[]>> large = new ArrayList<>();
        for (List<byte[]> session : traffic.subList(sessions, traffic.size())) {
            large.add(Merged.of(session));
        }
        // as long as it takes Java to compile both ways
        int cold = Math.min(sessions / 2, 100);
        try (BenchHost host = BenchHost.start(MIB)) {
            Sender ours = host.sender();
            Sender baseline = host.baselineSender();
            Workers.each(traffic.subList(0, cold), ours::send);
            Workers.each(traffic.subList(0, cold / 2), baseline::send);
            Turns asSent = take(host, traffic.subList(cold, sessions), ours, baseline);
            Turns merged = take(host, large, ours, baseline);
            List<List<byte[]>> alone = traffic.subList(cold, cold + (sessions - cold) / TURNS);
            double oneConnection = asSent.rawMb() / TURNS / Workers.each(1, alone, baseline::send);
            double limit = host.number(RAW) / MEGA / new ChunkCopies(host.database()).insert();
            return result(asSent, merged, limit, oneConnection);
        }
    }

    private BenchResult result(Turns asSent, Turns merged, double limit, double oneConnection) {
        return new BenchResult(
                name(),
                "raw MB/s",
                asSent.ours(),
                limit,
                asSent.baseline(),
                Map.of("jsonb_one_connection", oneConnection),
                Map.of(
                        "raw_mb",
                        asSent.rawMb(),
                        "requests_per_s",
                        asSent.requests() / asSent.oursSeconds(),
                        "large_bodies_ours",
                        merged.ours(),
                        "large_bodies_ratio_to_baseline",
                        merged.ours() / merged.baseline()));
    }

    private static Turns take(BenchHost host, List<List<byte[]>> traffic, Sender ours, Sender baseline)
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
        long requests = traffic.stream().mapToLong(List::size).sum();
        return new Turns((host.number(RAW) - before) / MEGA, requests, oursSeconds, baselineSeconds);
    }

    /** The same bodies sent both ways. */
    private record Turns(double rawMb, long requests, double oursSeconds, double baselineSeconds) {
        double ours() {
            return rawMb / oursSeconds;
        }

        double baseline() {
            return rawMb / baselineSeconds;
        }
    }
}
