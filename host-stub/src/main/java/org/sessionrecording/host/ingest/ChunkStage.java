package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.EnricherLine.Enriched;
import org.sessionrecording.host.ingest.MemoryBudget.Reservation;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.wire.SnapshotView;

/**
 * Collects snapshots of one session and window until they are a chunk's worth, then shows them to the enrichers and
 * compresses what is left. For one thread.
 */
final class ChunkStage {
    private final ProjectId project;
    private final RequestFacts request;
    private final EnricherLine enrichers;
    private final int chunkBytes;
    private final ChunkMaker maker;

    private final List<SnapshotView> staged = new ArrayList<>();
    private final Map<UUID, IncomingEvent> events = new LinkedHashMap<>();
    private @Nullable RecordingDraft draft;
    private long stagedBytes;

    ChunkStage(
            ProjectId project,
            RequestFacts request,
            EnricherLine enrichers,
            Reservation memory,
            int chunkBytes,
            ChunkCodec.Encoder encoder) {
        this.project = project;
        this.request = request;
        this.enrichers = enrichers;
        this.chunkBytes = chunkBytes;
        this.maker = new ChunkMaker(encoder, memory, chunkBytes);
    }

    void add(RecordingDraft target, IncomingEvent event, SnapshotView snapshot) {
        if (target != draft || stagedBytes + 1 + snapshot.length() > chunkBytes) {
            flush();
        }
        draft = target;
        events.putIfAbsent(event.key(), event);
        staged.add(snapshot.at(target.corrected(snapshot.timestamp())));
        stagedBytes += snapshot.length() + 1L;
    }

    void flush() {
        RecordingDraft target = draft;
        if (target == null || staged.isEmpty()) {
            return;
        }
        IncomingEvent first = events.values().iterator().next();
        Enriched enriched = enrichers.run(contribution -> context(contribution, first), List.copyOf(staged));
        maker.make(target, first, enriched.snapshots(), List.copyOf(events.keySet()));
        target.add(enriched.facts(), enrichers::factsLeftOut);
        events.values().forEach(event -> target.seenAs(event.distinctId()));
        request.place().ifPresent(place -> target.seenIn(place, request.arrived()));
        staged.clear();
        events.clear();
        stagedBytes = 0;
    }

    private ChunkContext context(Contribution<?> contribution, IncomingEvent first) {
        return new ChunkContext(
                contribution.project(project),
                first.distinctId(),
                first.session(),
                first.window(),
                request.userAgent(),
                request.acceptLanguage(),
                first.event().properties(),
                request.arrived());
    }
}
