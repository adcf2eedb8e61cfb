package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A host's API as an administrator's script sees it, of its first project. */
final class HostApi {
    static final String PROJECT = "/api/projects/1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASKS = PROJECT + "/tasks/";
    private static final long POLL_MILLIS = 100;
    private static final int CONFLICT = 409;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String origin;
    private final String key;

    HostApi(String origin, String key) {
        this.origin = origin;
        this.key = key;
    }

    /** Status and JSON; an object without members where the answer has none. */
    record Answer(int status, JsonNode json) {
        boolean ok() {
            return status / 100 == 2;
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return required(path, send(request(path).GET()));
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    Answer post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Of the plugin; what is left out stays. */
    void settings(Map<String, ?> values) throws IOException, InterruptedException {
        String path = PROJECT + "/plugins/session-recording/settings";
        String body = JSON.valueToTree(values).toString();
        required(
                path,
                send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body))));
    }

    /** A stream of an answer as it travels; the caller closes. */
    InputStream open(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("Cannot measure: GET " + path + " gave " + answer.statusCode());
        }
        return answer.body();
    }

    /** Runs a task of the plugin to its end, after one that is under way. */
    JsonNode run(String task, String query, Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Answer begun = post(TASKS + task + "/run" + query);
        while (begun.status() == CONFLICT && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            begun = post(TASKS + task + "/run" + query);
        }
        String run = TASKS + task + "/runs/" + required(task, begun).path("run").asText();
        JsonNode now = get(run);
        while (now.path("state").asText().equals("running") && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            now = get(run);
        }
        if (!now.path("state").asText().equals("succeeded")) {
            throw new IOException("Cannot measure: " + task + " ended as " + now);
        }
        return now;
    }

    private static JsonNode required(String what, Answer answer) throws IOException {
        if (!answer.ok()) {
            throw new IOException("Cannot measure: " + what + " gave " + answer.status() + " " + answer.json());
        }
        return answer.json();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        JsonNode json = answer.body().length > 0 && answer.body()[0] == '{'
                ? JSON.readTree(answer.body())
                : JSON.createObjectNode();
        return new Answer(answer.statusCode(), json);
    }
}
