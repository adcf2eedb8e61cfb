package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.MemoryBudget.Reservation;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.store.SessionState;
import org.sessionrecording.host.wire.SnapshotCursor;

/**
 * The one forward pass over a request's new snapshots: read, routed to recordings, shown to enrichers, compressed. Nothing
 * is locked meanwhile. For one thread; closed after the append.
 */
final class SnapshotPass implements AutoCloseable {
    private final ProjectId project;
    private final RequestFacts request;
    private final EnricherLine enrichers;
    private final Reservation memory;
    private final int chunkBytes;
    private final ChunkCodec.Encoder encoder;

    SnapshotPass(
            ProjectId project,
            RequestFacts request,
            EnricherLine enrichers,
            Reservation memory,
            IngestSettings settings) {
        this.project = project;
        this.request = request;
        this.enrichers = enrichers;
        this.memory = memory;
        this.chunkBytes = settings.chunkBytes();
        this.encoder = new ChunkCodec.Encoder(settings.deflateLevel());
    }

    private record Run(String session, String window) {}

    /** Chunks of these events, for the sessions as they were looked up; sessions that get nothing are left out. */
    List<SessionAppend> run(List<IncomingEvent> events, Map<String, SessionState> states) {
        Map<Run, List<IncomingEvent>> runs = new LinkedHashMap<>();
        Map<String, SessionPlan> plans = new LinkedHashMap<>();
        for (IncomingEvent event : events) {
            runs.computeIfAbsent(new Run(event.session(), event.window()), run -> new ArrayList<>())
                    .add(event);
            plans.computeIfAbsent(event.session(), session -> plan(session, states))
                    .took(event.key());
        }
        runs.forEach((run, ofRun) -> compress(plans.get(run.session()), ofRun));
        return plans.values().stream()
                .filter(plan -> !plan.isEmpty())
                .map(SessionPlan::append)
                .toList();
    }

    private SessionPlan plan(String session, Map<String, SessionState> states) {
        return new SessionPlan(session, states.getOrDefault(session, SessionState.NEW), request.arrived());
    }

    private void compress(SessionPlan plan, List<IncomingEvent> events) {
        ChunkStage stage = new ChunkStage(project, request, enrichers, memory, chunkBytes, encoder);
        for (IncomingEvent event : events) {
            ClientTime opening = ClientTime.of(request.arrived(), event.event().sentAt());
            SnapshotCursor snapshots = event.event().snapshots();
            while (snapshots.advance()) {
                RecordingDraft draft = plan.draftFor(snapshots.snapshot().timestamp(), opening);
                stage.add(draft, event, snapshots.snapshot());
            }
        }
        stage.flush();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
