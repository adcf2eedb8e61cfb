package org.sessionrecording.host.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Builds request bodies that show only what a test is about. */
final class Sent {
    private final List<String> events = new ArrayList<>();
    private Optional<Instant> sentAt = Optional.empty();

    static Sent body() {
        return new Sent();
    }

    /** One rrweb event. */
    static String snapshot(Instant at, String data) {
        return "{\"type\":3,\"timestamp\":" + at.toEpochMilli() + ",\"data\":{\"source\":2,\"x\":\"" + data + "\"}}";
    }

    static String snapshot(Instant at) {
        return snapshot(at, "");
    }

    Sent sentAt(Instant at) {
        sentAt = Optional.of(at);
        return this;
    }

    /** A snapshot event with a uuid of its own. */
    Sent event(String distinctId, String session, String window, String... snapshots) {
        String ids = (session.isEmpty() ? "" : "\"$session_id\":\"" + session + "\",")
                + (window.isEmpty() ? "" : "\"$window_id\":\"" + window + "\",");
        return raw("{\"event\":\"$snapshot\",\"uuid\":\"" + UUID.randomUUID() + "\",\"properties\":{\"distinct_id\":\""
                + distinctId + "\"," + ids + "\"$snapshot_data\":[" + String.join(",", snapshots) + "]}}");
    }

    Sent raw(String event) {
        events.add(event);
        return this;
    }

    byte[] bytes() {
        String sent = sentAt.map(at -> ",\"sent_at\":\"" + at + "\"").orElse("");
        return events.stream()
                .collect(Collectors.joining(",", "{\"api_key\":\"phc_test\",\"batch\":[", "]" + sent + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
