package org.sessionrecording.host.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pass has found of one event so far; members come in any order. */
final class EventDraft {
    final int index;
    final String path;
    final Map<String, String> properties = new HashMap<>();
    final Spans snapshots = new Spans();

    String name = "";

    @Nullable
    String token;

    @Nullable
    String uuid;

    @Nullable
    String distinctId;

    /** The one among the properties; the event's own counts more. */
    @Nullable
    String innerDistinctId;

    @Nullable
    String sessionId;

    @Nullable
    String windowId;

    @Nullable
    Instant timestamp;

    @Nullable
    String timestampAsSent;

    @Nullable
    Duration offset;

    @Nullable
    Instant sentAt;

    long propertiesStart;
    long propertiesEnd;
    long snapshotDataStart;
    long snapshotDataEnd;

    @Nullable
    Problem problem;

    EventDraft(int index, String path) {
        this.index = index;
        this.path = path;
    }

    /** Refuses the event; the first reason stands. */
    void refuse(Fault fault, String where, String reason) {
        if (problem == null) {
            problem = new Problem(index, fault, where, reason);
        }
    }

    String path(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }
}
