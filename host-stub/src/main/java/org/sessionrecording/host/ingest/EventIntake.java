package org.sessionrecording.host.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.wire.WireEvent;

/** Stores all other events, whatever their names. Safe for use from any thread. */
final class EventIntake {
    private final EventStore store;
    private final EventFollower follower;

    EventIntake(EventStore store, EventFollower follower) {
        this.store = store;
        this.follower = follower;
    }

    /** What was taken of some events. */
    record Taken(int accepted, int repeated, int erased, List<Refusal> refused) {}

    Taken take(ProjectId project, RequestFacts request, List<WireEvent> events) {
        List<StoredEvent> rows = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (WireEvent event : events) {
            if (event.distinctId().isPresent()) {
                rows.add(row(event, request));
            } else {
                refused.add(new Refusal(
                        event.index(),
                        Refusal.Cause.UNDECODABLE,
                        "distinct_id",
                        "it has none (send one with each event)"));
            }
        }
        int added = store.insert(project, rows);
        List<StoredEvent> kept = added < rows.size() ? store.withoutErased(project, rows) : rows;
        follower.stored(project, kept);
        return new Taken(added, kept.size() - added, rows.size() - kept.size(), refused);
    }

    private static StoredEvent row(WireEvent event, RequestFacts request) {
        ClientTime time = ClientTime.of(request.arrived(), event.sentAt());
        Instant at = event.happenedAt()
                .map(happened -> time.corrected(happened.toEpochMilli()))
                .orElse(request.arrived());
        return new StoredEvent(
                event.key(),
                event.name(),
                new DistinctId(event.distinctId().orElseThrow()),
                event.sessionId(),
                at,
                request.arrived(),
                new String(event.propertiesJson(), StandardCharsets.UTF_8));
    }
}
