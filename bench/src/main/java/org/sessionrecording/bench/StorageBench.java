package org.sessionrecording.bench;

import java.util.List;
import java.util.Map;

/** Bytes on disk per plain byte of snapshots, indexes and all, in tables that hold nothing else. Less is better. */
final class StorageBench implements Benchmark {
    private static final int LARGE = 1024 * 1024;
    /** What a client that flushes every three seconds sends; it becomes about 3 kB. */
    private static final int SMALL = 24 * 1024;

    private static final String RAW = "select coalesce(sum(raw_bytes), 0) from recording";
    private static final String STORED = "select coalesce(sum(stored_bytes), 0) from recording";
    private static final String ON_DISK = """
            select pg_total_relation_size('recording') + pg_total_relation_size('session')
                + pg_total_relation_size('seen_event')
                + (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'chunk'::regclass)::bigint
            """;

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int sessions = scale == Scale.QUICK ? 40 : 200;
        List<List<byte[]>> traffic = Traffic.sessions(sessions, 2L * LARGE);
        double small = perByte(traffic, SMALL);
        try (BenchHost host = BenchHost.start(LARGE)) {
            Sender sender = host.sender();
            Workers.each(traffic, bodies -> sender.send(Merged.of(bodies)));
            double raw = host.number(RAW);
            double ours = host.number(ON_DISK) / raw;
            double limit = host.number(STORED) / raw;
            Workers.each(traffic, host.baselineSender()::send);
            double baseline = host.number("select pg_total_relation_size('jsonb_event')") / raw;
            return new BenchResult(
                    name(),
                    "disk bytes per raw byte",
                    ours,
                    limit,
                    baseline,
                    Map.of(),
                    Map.of("small_chunks", small, "small_ratio_to_baseline", small / baseline));
        }
    }

    private static double perByte(List<List<byte[]>> traffic, int chunkBytes) throws Exception {
        try (BenchHost host = BenchHost.start(chunkBytes)) {
            Workers.each(traffic, host.sender()::send);
            return (double) host.number(ON_DISK) / host.number(RAW);
        }
    }
}
