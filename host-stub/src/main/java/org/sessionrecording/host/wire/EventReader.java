package org.sessionrecording.host.wire;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.DistinctId;

/** Reads the members of one event into its draft, and checks it when it is complete. For one body. */
final class EventReader {
    private static final int MOST_PROPERTIES = 100;
    private static final int LONGEST_PROPERTY = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ID = 200;
    private static final double MAX_OFFSET_MILLIS = 1e12;

    private final JsonWalk walk;
    private final WireLimits limits;

    EventReader(JsonWalk walk, WireLimits limits) {
        this.walk = walk;
        this.limits = limits;
    }

    /** The walk stands at the value of the event's member. */
    void readMember(EventDraft draft, String name) {
        switch (name) {
            case "event" -> draft.name = walk.scalar().orElse("");
            case "uuid" -> draft.uuid = walk.scalar().orElse(null);
            case "api_key", "token", "$token" -> draft.token = walk.scalar().orElse(draft.token);
            case "distinct_id", "$distinct_id" -> draft.distinctId = readDistinctId(draft, draft.path(name));
            case "timestamp" -> readTimestamp(draft);
            case "offset" ->
                draft.offset = walk.scalar().flatMap(EventReader::duration).orElse(null);
            case "sent_at", "sentAt" ->
                draft.sentAt = walk.scalar().flatMap(Times::parse).orElse(draft.sentAt);
            case "properties" -> readProperties(draft);
            default -> walk.skip();
        }
    }

    private void readTimestamp(EventDraft draft) {
        draft.timestampAsSent = walk.scalar().orElse(null);
        draft.timestamp =
                Optional.ofNullable(draft.timestampAsSent).flatMap(Times::parse).orElse(null);
    }

    private static Optional<Duration> duration(String millis) {
        try {
            double value = Double.parseDouble(millis);
            return Math.abs(value) <= MAX_OFFSET_MILLIS
                    ? Optional.of(Duration.ofMillis((long) value))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void readProperties(EventDraft draft) {
        if (walk.kind() != '{') {
            draft.refuse(Fault.UNDECODABLE, draft.path("properties"), "it is not an object (send properties)");
            walk.skip();
            return;
        }
        draft.propertiesStart = walk.offset();
        walk.forEachMember(name -> readProperty(draft, name));
        draft.propertiesEnd = walk.offset();
    }

    private void readProperty(EventDraft draft, String name) {
        switch (name) {
            case "$snapshot_data" -> readSnapshots(draft);
            case "token", "$token" ->
                draft.token = draft.token == null ? walk.scalar().orElse(null) : skipped(draft.token);
            case "distinct_id", "$distinct_id" ->
                draft.innerDistinctId = readDistinctId(draft, draft.path("properties." + name));
            case "$session_id" -> draft.sessionId = readId(draft, "properties.$session_id");
            case "$window_id" -> draft.windowId = readId(draft, "properties.$window_id");
            default -> walk.scalar().ifPresent(value -> keepProperty(draft, name, value));
        }
    }

    private String skipped(String token) {
        walk.skip();
        return token;
    }

    private static void keepProperty(EventDraft draft, String name, String value) {
        if (draft.properties.size() < MOST_PROPERTIES
                && name.length() <= LONGEST_NAME
                && value.length() <= LONGEST_PROPERTY) {
            draft.properties.put(name, value);
        }
    }

    private @Nullable String readDistinctId(EventDraft draft, String path) {
        int kind = walk.kind();
        Optional<String> id = walk.scalar();
        if (kind == 'n') {
            return null;
        }
        if (id.isEmpty()) {
            draft.refuse(
                    Fault.UNDECODABLE, path, "it is not a text of a reasonable length (send 1 to 1,000 characters)");
            return null;
        }
        int length = id.get().codePointCount(0, id.get().length());
        if (length < 1 || length > DistinctId.MAX_CODE_POINTS) {
            draft.refuse(
                    Fault.UNDECODABLE,
                    path,
                    "it has " + length + " characters (send 1 to " + DistinctId.MAX_CODE_POINTS + ")");
        }
        return id.get();
    }

    private @Nullable String readId(EventDraft draft, String member) {
        int kind = walk.kind();
        Optional<String> id = walk.scalar();
        if (kind == 'n') {
            return null;
        }
        if (kind != '"' || id.isEmpty() || !isId(id.get())) {
            draft.refuse(
                    Fault.UNDECODABLE,
                    draft.path(member),
                    "it is not an id (send 1 to " + LONGEST_ID + " characters, no control characters)");
            return null;
        }
        return id.get();
    }

    static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private void readSnapshots(EventDraft draft) {
        draft.snapshots.clear();
        draft.snapshotDataStart = walk.offset();
        if (walk.kind() == '[') {
            walk.forEachElement(element -> readSnapshot(draft));
        } else if (walk.kind() == 'n') {
            walk.skip();
        } else {
            readSnapshot(draft);
        }
        draft.snapshotDataEnd = walk.offset();
    }

    private void readSnapshot(EventDraft draft) {
        long start = walk.offset();
        walk.skip();
        draft.snapshots.add(start, walk.offset());
    }

    /** Refuses what is complete but cannot be an event. */
    void check(EventDraft draft) {
        draft.distinctId = draft.distinctId == null ? draft.innerDistinctId : draft.distinctId;
        if (draft.problem != null) {
            return;
        }
        if (draft.name.isEmpty() || draft.name.length() > LONGEST_NAME) {
            draft.refuse(
                    Fault.UNDECODABLE,
                    draft.path("event"),
                    "it has no name (send 1 to " + LONGEST_NAME + " characters in 'event')");
        } else if (draft.name.equals(WireEvent.SNAPSHOT)) {
            checkSnapshots(draft);
        } else if (draft.propertiesEnd - draft.propertiesStart > limits.propertiesBytes()) {
            draft.refuse(
                    Fault.OVER_LIMIT,
                    draft.path("properties"),
                    "they have more than " + limits.propertiesBytes() + " bytes (send less, or raise the limit)");
        }
    }

    private static void checkSnapshots(EventDraft draft) {
        if (draft.snapshots.size() == 0) {
            draft.refuse(
                    Fault.UNDECODABLE,
                    draft.path("properties.$snapshot_data"),
                    "it holds no snapshot (send one rrweb event, or an array of them)");
        }
    }
}
