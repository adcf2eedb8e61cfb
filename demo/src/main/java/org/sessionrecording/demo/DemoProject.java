package org.sessionrecording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The host's first project, over its API. */
final class DemoProject {
    private static final int PAGE = 100;

    private final HostApi api;
    private final String path;
    private final String token;

    private DemoProject(HostApi api, String path, String token) {
        this.api = api;
        this.path = path;
        this.token = token;
    }

    static DemoProject first(HostApi api) {
        JsonNode project = api.get("/api/projects").path("results").path(0);
        return new DemoProject(
                api,
                "/api/projects/" + project.path("id").asLong(),
                project.path("token").asText());
    }

    /** The public token that clients send. */
    String token() {
        return token;
    }

    void switchOn(String s3Url, Credentials credentials, int retentionDays) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("recording_enabled", true);
        settings.put("retention_enabled", true);
        settings.put("retention_days", retentionDays);
        settings.put("s3_url", s3Url);
        settings.put("s3_access_key", credentials.s3AccessKey());
        settings.put("s3_secret_key", credentials.s3SecretKey());
        api.put(path + "/plugins/session-recording/settings", settings);
    }

    boolean hasRecordingsOf(String distinctId) {
        String encoded = java.net.URLEncoder.encode(distinctId, java.nio.charset.StandardCharsets.UTF_8);
        return !api.get(path + "/recordings?limit=1&distinct_id=" + encoded)
                .path("results")
                .isEmpty();
    }

    /** Every recording, page by page. */
    List<JsonNode> recordings() {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(path + "/recordings?limit=" + PAGE + cursor);
            page.path("results").forEach(all::add);
            String next = page.path("next").asText("");
            cursor = next.isEmpty() || next.equals("null")
                    ? ""
                    : "&cursor=" + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8);
        } while (!cursor.isEmpty());
        return all;
    }

    /** The archive document of a recording, plain, wherever it is. */
    byte[] document(JsonNode recording) {
        String link = recording.path("path").asText();
        String name = link.substring("/sessions/".length(), link.length() - "/recording".length());
        return api.bytes(path + "/recordings/" + name + "/snapshots");
    }

    /** Runs retention and waits for its end, telling how far it is. */
    JsonNode runRetention(Consumer<JsonNode> progress) throws InterruptedException {
        String task = path + "/tasks/session-recording.retention";
        String run = api.post(task + "/run?confirm=true").path("run").asText();
        while (true) {
            JsonNode state = api.get(task + "/runs/" + run);
            if (!state.path("state").asText().equals("running")) {
                return state;
            }
            progress.accept(state);
            Thread.sleep(500);
        }
    }
}
