package org.sessionrecording.plugin.enrich;

import static org.mockito.Mockito.mock;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Facts;

/** Runs an enricher over chunks as the host would. */
final class Chunks {
    static final Instant START = Instant.parse("2026-11-23T19:10:00Z");

    private Chunks() {}

    static ChunkContext context(String userAgent, String acceptLanguage, Map<String, String> properties) {
        return new ChunkContext(
                mock(Project.class),
                new DistinctId("ada"),
                "session",
                "window",
                Optional.ofNullable(userAgent.isEmpty() ? null : userAgent),
                Optional.ofNullable(acceptLanguage.isEmpty() ? null : acceptLanguage),
                properties,
                START);
    }

    static ChunkContext context() {
        return context("", "", Map.of());
    }

    static Facts facts(SnapshotEnricher enricher, ChunkContext context, List<? extends Snapshot> snapshots) {
        Enrichment enrichment = enricher.begin(context);
        snapshots.forEach(enrichment::see);
        return enrichment.facts();
    }

    static Facts facts(SnapshotEnricher enricher, List<? extends Snapshot> snapshots) {
        return facts(enricher, context(), snapshots);
    }

    /** A snapshot some seconds after the start; {@code data} is JSON. */
    static TestSnapshot at(double seconds, int type, String data) {
        long millis = START.toEpochMilli() + (long) (seconds * 1000);
        return TestSnapshot.of("{\"type\":" + type + ",\"data\":" + data + ",\"timestamp\":" + millis + "}");
    }
}
