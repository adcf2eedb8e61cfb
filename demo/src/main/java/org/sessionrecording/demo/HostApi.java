package org.sessionrecording.demo;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.sessionrecording.api.ApiException;

/** The host's API as any script sees it. Safe from any thread. */
final class HostApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int QUOTED = 300;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String origin;
    private final String apiKey;

    HostApi(String origin, String apiKey) {
        this.origin = origin;
        this.apiKey = apiKey;
    }

    JsonNode get(String path) {
        return json(send(authorized(path).GET()));
    }

    JsonNode post(String path) {
        return json(send(authorized(path).POST(BodyPublishers.noBody())));
    }

    void put(String path, Map<String, Object> values) {
        String body = JSON.valueToTree(values).toString();
        send(authorized(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    /** Posts as a browser would: without a key, gzip that only its first bytes tell. */
    void capture(String path, byte[] body, String userAgent) {
        send(HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "text/plain")
                .header("User-Agent", userAgent)
                .header("Accept-Language", "en-GB,en;q=0.9")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** What a GET answers, inflated where it is gzip. */
    byte[] bytes(String path) {
        return send(authorized(path).header("Accept-Encoding", "gzip").GET());
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer " + apiKey);
    }

    private byte[] send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(PATIENCE).build();
        String what = request.method() + " " + request.uri().getPath();
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            byte[] body = plain(answer);
            if (answer.statusCode() / 100 != 2) {
                String text = new String(body, StandardCharsets.UTF_8);
                throw failed(
                        what, answer.statusCode() + " " + text.substring(0, Math.min(QUOTED, text.length())), null);
            }
            return body;
        } catch (IOException e) {
            throw failed(what, e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, "it was interrupted", e);
        }
    }

    private static byte[] plain(HttpResponse<InputStream> answer) throws IOException {
        boolean gzip = answer.headers()
                .firstValue("Content-Encoding")
                .filter("gzip"::equals)
                .isPresent();
        try (InputStream body = gzip ? new GZIPInputStream(answer.body()) : answer.body()) {
            return body.readAllBytes();
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw failed("read the host's answer", e.getMessage(), e);
        }
    }

    private static ApiException failed(String what, String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new ApiException(ApiException.Kind.INTERNAL, "Cannot " + what + ": " + why, cause);
    }
}
