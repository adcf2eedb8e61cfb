package org.sessionrecording.host.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Counts snapshots and notes when each was and what it said; would drop them all. */
record Snapshots(int version, Consumer<Snapshot> hook) implements SnapshotEnricher {
    Snapshots(int version) {
        this(version, snapshot -> {});
    }

    @Override
    public String id() {
        return "snapshots";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        List<Fact.Moment> moments = new ArrayList<>();
        return new Enrichment() {
            @Override
            public Verdict see(Snapshot snapshot) {
                hook.accept(snapshot);
                moments.add(new Fact.Moment(
                        snapshot.at(), snapshot.find("data", "text").orElse("")));
                return new Verdict.Drop("test");
            }

            @Override
            public Facts facts() {
                return Facts.of(Map.of("seen", new Fact.Count(moments.size()), "said", new Fact.Timeline(moments)));
            }
        };
    }
}
