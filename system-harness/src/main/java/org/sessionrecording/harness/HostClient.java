package org.sessionrecording.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A host's API as an administrator's script sees it. Safe for use from any thread. */
public final class HostClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String PLUGINS = "/api/plugins";
    private static final String RETENTION = "/api/projects/1/tasks/session-recording.retention";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String origin;
    private final String key;

    HostClient(String origin, String key) {
        this.origin = origin;
        this.key = key;
    }

    /** What came back, whatever it was. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    public record Answer(int status, byte[] body) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public JsonNode get(String path) {
        return require(path, ask(authorized(path).GET())).json();
    }

    /** The body of an answer of 200. */
    public byte[] bytes(String path) {
        return require(path, ask(authorized(path).GET())).body();
    }

    /** The status of what is answered, whatever it is. */
    public int status(String path) {
        return ask(authorized(path).GET()).status();
    }

    /** Whether the host says that it can work; false too where it does not answer. */
    public boolean isReady() {
        try {
            return status("/health/ready") == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Installs or upgrades a plugin from its zip. */
    public JsonNode install(Path zip) {
        try {
            return require(PLUGINS, ask(authorized(PLUGINS).POST(BodyPublishers.ofFile(zip))))
                    .json();
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a body; any status. */
    public Answer post(String path) {
        return ask(authorized(path).POST(BodyPublishers.noBody()));
    }

    public JsonNode postAccepted(String path) {
        return require(path, post(path)).json();
    }

    /** Changes settings of the plugin; what is left out stays. */
    public void settings(Map<String, ?> values) {
        String path = "/api/projects/1/plugins/session-recording/settings";
        String body = JSON.valueToTree(values).toString();
        require(
                path,
                ask(authorized(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body))));
    }

    /** Posts as a recorder does: no key, gzip that only its first bytes tell. */
    public void capture(String path, byte[] body) {
        require(path, tryCapture(path, body));
    }

    /** As {@link #capture}, whatever is answered. */
    public Answer tryCapture(String path, byte[] body) {
        return ask(HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "text/plain")
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** Starts a retention run and does not wait for it; its id. */
    public String startRetention() {
        return postAccepted(RETENTION + "/run").path("run").asText();
    }

    /** As {@link #startRetention}, past any brake. */
    public String confirmRetention() {
        return postAccepted(RETENTION + "/run?confirm=true").path("run").asText();
    }

    /** As {@link #startRetention}, whatever is answered: 409 where one is under way. */
    public Answer tryRetention() {
        return post(RETENTION + "/run");
    }

    public JsonNode retentionRun(String id) {
        return get(RETENTION + "/runs/" + id);
    }

    /** Waits for the end of a run. */
    public JsonNode awaitRetention(String id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode run = retentionRun(id);
        while (run.path("state").asText().equals("running")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + PATIENCE + " in vain for the end of run " + run);
            }
            LockSupport.parkNanos(POLL.toNanos());
            run = retentionRun(id);
        }
        return run;
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer " + key);
    }

    private static Answer require(String path, Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new AssertionError(
                    path + " gave " + answer.status() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private Answer ask(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(PATIENCE).build();
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot " + request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
