package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The recordings of a host, as its API lists them. */
final class RecordingsOf {
    private static final String LIST = "/api/projects/1/recordings";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Api api;

    RecordingsOf(RunningHost host) {
        this.api = host.api();
    }

    List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        api.get(LIST).path("results").forEach(all::add);
        return all;
    }

    Set<String> links() {
        Set<String> links = new HashSet<>();
        all().forEach(recording -> links.add(recording.path("path").asText()));
        return links;
    }

    /** The one recording that was not there before, once a snapshot of it holds {@code mark}. */
    JsonNode awaitNew(Set<String> before, String mark) {
        api.waitFor(LIST, list -> added(list, before) != null, PATIENCE);
        JsonNode recording = added(api.get(LIST), before);
        api.waitFor(snapshots(recording), document -> document.toString().contains(mark), PATIENCE);
        return added(api.get(LIST), before);
    }

    /** The one recording that was not there before; {@code meanwhile} is done before each look. */
    JsonNode awaitAdded(Set<String> before, Runnable meanwhile) {
        api.waitFor(
                LIST,
                list -> {
                    meanwhile.run();
                    return added(list, before) != null;
                },
                PATIENCE);
        return added(api.get(LIST), before);
    }

    static String link(JsonNode recording) {
        return recording.path("path").asText();
    }

    /** Where the archive document of a recording is read. */
    static String snapshots(JsonNode recording) {
        return of(recording) + "/snapshots";
    }

    static String of(JsonNode recording) {
        return LIST + link(recording).replaceFirst("^/sessions", "").replaceFirst("/recording$", "");
    }

    private static @org.jspecify.annotations.Nullable JsonNode added(JsonNode list, Set<String> before) {
        for (JsonNode recording : list.path("results")) {
            if (!before.contains(link(recording))) {
                return recording;
            }
        }
        return null;
    }
}
