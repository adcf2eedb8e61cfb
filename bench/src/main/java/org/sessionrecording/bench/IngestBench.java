package org.sessionrecording.bench;

import java.util.List;
import java.util.Map;

/**
 * Plain bytes of snapshots per second, accepted over HTTP and durable, the client on the same machine. No enricher runs.
 */
final class IngestBench implements Benchmark {
    private static final int MIB = 1024 * 1024;
    private static final double MEGA = 1e6;
    private static final String RAW = "select coalesce(sum(raw_bytes), 0) from recording";

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int sessions =
                switch (scale) {
                    case QUICK -> 60;
                    case NORMAL -> 300;
                    case SOAK -> 1_200;
                };
        List<List<byte[]>> traffic = Traffic.sessions(sessions, MIB);
        List<List<byte[]>> warmUp = traffic.subList(0, sessions / 10);
        List<List<byte[]>> measured = traffic.subList(sessions / 10, sessions);
        try (BenchHost host = BenchHost.start(MIB)) {
            Sender sender = new Sender(host.port());
            Workers.each(warmUp, sender::send);
            long before = host.number(RAW);
            double ours = Workers.each(measured, sender::send);
            long raw = host.number(RAW) - before;
            long all = host.number(RAW);
            double limit = new ChunkCopies(host.database()).insert();
            JsonbRows rows = new JsonbRows(host.database());
            Workers.each(warmUp, rows::insert);
            List<List<byte[]>> part = measured.subList(0, measured.size() / 3);
            double baseline = Workers.each(part, rows::insert);
            double partOfRaw = (double) part.size() / measured.size();
            long requests = measured.stream().mapToLong(List::size).sum();
            return new BenchResult(
                    name(),
                    "raw MB/s",
                    raw / MEGA / ours,
                    all / MEGA / limit,
                    raw * partOfRaw / MEGA / baseline,
                    Map.of(),
                    Map.of("raw_mb", raw / MEGA, "requests_per_s", requests / ours));
        }
    }
}
