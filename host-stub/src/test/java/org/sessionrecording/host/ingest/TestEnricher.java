package org.sessionrecording.host.ingest;

import java.util.function.Function;
import java.util.function.Supplier;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Facts;

/** An enricher made of two functions. */
record TestEnricher(
        String id, boolean required, Function<Snapshot, Verdict> verdict, Supplier<Facts> found, Runnable begun)
        implements SnapshotEnricher {
    TestEnricher(String id, boolean required, Function<Snapshot, Verdict> verdict) {
        this(id, required, verdict, Facts::none, () -> {});
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        begun.run();
        return new Enrichment() {
            @Override
            public Verdict see(Snapshot snapshot) {
                return verdict.apply(snapshot);
            }

            @Override
            public Facts facts() {
                return found.get();
            }
        };
    }
}
