package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.Buried;
import org.sessionrecording.host.store.Mark;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.wire.SnapshotCursor;

/**
 * Which events of a request come too late, since their session or visitor was erased. A session stays erased for ever; a
 * visitor who comes back after it is recorded anew. For one request and thread.
 */
final class Graves {
    private final RequestFacts request;
    private final Map<String, Mark> sessions = new HashMap<>();
    private final Map<DistinctId, Mark> visitors = new HashMap<>();

    Graves(Tombstones tombstones, ProjectId project, RequestFacts request, List<IncomingEvent> events) {
        this.request = request;
        for (IncomingEvent event : events) {
            sessions.computeIfAbsent(event.session(), session -> tombstones.session(project, session));
            visitors.computeIfAbsent(event.distinctId(), id -> tombstones.visitor(project, id));
        }
    }

    /** What to look for. */
    Set<Mark> marks() {
        Set<Mark> marks = new HashSet<>(sessions.values());
        marks.addAll(visitors.values());
        return marks;
    }

    List<IncomingEvent> erased(List<IncomingEvent> events, Buried buried) {
        List<IncomingEvent> erased = new ArrayList<>();
        if (!buried.isEmpty()) {
            events.stream().filter(event -> isErased(event, buried)).forEach(erased::add);
        }
        return erased;
    }

    private boolean isErased(IncomingEvent event, Buried buried) {
        Optional<Instant> visitor = buried.erasedAt(visitors.get(event.distinctId()));
        return buried.erasedAt(sessions.get(event.session())).isPresent()
                || visitor.filter(at -> !at.isBefore(earliest(event))).isPresent();
    }

    /** Its first snapshot, or its arrival where that was earlier: what began before is erased as a whole. */
    private Instant earliest(IncomingEvent event) {
        SnapshotCursor snapshots = event.event().snapshots();
        if (!snapshots.advance()) {
            return request.arrived();
        }
        Instant first = ClientTime.of(request.arrived(), event.event().sentAt())
                .corrected(snapshots.snapshot().timestamp());
        return first.isBefore(request.arrived()) ? first : request.arrived();
    }
}
