package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The host's API as a script sees it. Anything but an answer of 200 to 299 fails the test. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    Api(String base, String key) {
        this.base = base;
        this.key = key;
    }

    JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    /** What stands at {@code path} once it is as wanted; fails with the last answer where it never is. */
    JsonNode waitFor(String path, Predicate<JsonNode> wanted, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        JsonNode last = get(path);
        while (!wanted.test(last)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + atMost + " in vain for " + path + ", which is " + last);
            }
            pause();
            last = get(path);
        }
        return last;
    }

    JsonNode post(String path, String body) {
        return json(
                send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body))));
    }

    JsonNode delete(String path) {
        return json(send(request(path).DELETE()));
    }

    /** As a recorder posts: no key, any body. */
    void capture(String path, String contentType, String userAgent, byte[] body) {
        BodyPublisher content = BodyPublishers.ofByteArray(body);
        send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", contentType)
                .header("User-Agent", userAgent)
                .POST(content));
    }

    void put(String path, Map<String, ? extends @Nullable Object> values) {
        BodyPublisher content = BodyPublishers.ofString(JSON.valueToTree(values).toString());
        send(request(path).header("Content-Type", "application/json").PUT(content));
    }

    /** Whatever it answers. */
    HttpResponse<String> ask(String method, String path, String body) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        try {
            return client.send(
                    request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(answer.request().method() + " " + answer.uri() + " gave " + answer.statusCode()
                        + ": " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("No JSON: " + answer.body(), e);
        }
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(POLL.toNanos());
    }
}
