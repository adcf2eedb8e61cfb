package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.config.HostConfig;
import org.sessionrecording.host.config.IngestConfig;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.WebServer;

/** What the operator's limits do to those who send more, over HTTP. */
final class LimitsHttpIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static byte[] one(String session, String data) {
        return Sent.body().event("ada", session, "w", snapshot(NOON, data)).bytes();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    static Stream<Arguments> tooMuch() throws IOException {
        byte[] two = Sent.body()
                .event("ada", "limits", "w", snapshot(NOON))
                .event("ada", "limits", "w", snapshot(NOON))
                .bytes();
        String deep = "{\"type\":3,\"timestamp\":1,\"data\":" + "[".repeat(60) + "]".repeat(60) + "}";
        return Stream.of(
                Arguments.of("INGEST_MAX_BODY_BYTES", "2000", one("limits", "x".repeat(2_000)), "the body"),
                Arguments.of(
                        "INGEST_MAX_INFLATED_BYTES", "2000", gzip(one("limits", "x".repeat(2_000))), "decoded body"),
                Arguments.of("INGEST_MAX_RATIO", "2", gzip(one("limits", "x".repeat(3 << 20))), "more than 2 times"),
                Arguments.of(
                        "INGEST_MAX_DEPTH",
                        "50",
                        Sent.body().event("ada", "limits", "w", deep).bytes(),
                        "deeper than 50"),
                Arguments.of("INGEST_MAX_EVENTS", "1", two, "more than 1 events"),
                Arguments.of("INGEST_MAX_STRING_BYTES", "500", one("limits", "x".repeat(600)), "longer than 500"),
                Arguments.of("INGEST_MAX_SNAPSHOT_BYTES", "500", one("limits", "x".repeat(600)), "more than 500"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("tooMuch")
    void answers_413_with_the_reason_over_a_limit_that_was_set(String name, String limit, byte[] body, String reason)
            throws Exception {
        IngestHarness ingest = harness(Map.of(name, limit));
        try (WebServer server = CaptureServer.start(ingest, Rules.EVERYONE)) {
            HttpResponse<String> answer = post(server, body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
            JsonNode problem = JSON.readTree(answer.body());
            assertThat(problem.path("detail").asText())
                    .startsWith("Cannot ")
                    .contains(reason)
                    .contains("raise the limit");
            assertThat(answer.body()).doesNotContain("xxxxx");
            assertThat(ingest.recordings("limits")).isEmpty();
        }
    }

    @Test
    void takes_under_the_usual_limits_what_small_ones_refuse() throws Exception {
        IngestHarness ingest = harness(Map.of());
        try (WebServer server = CaptureServer.start(ingest, Rules.EVERYONE)) {
            assertThat(post(server, gzip(one("usual", "x".repeat(2_000)))).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answers_503_and_when_to_come_again_while_others_hold_all_memory() throws Exception {
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        TestEnricher slow =
                new TestEnricher("slow", false, seen -> Verdict.KEEP, Facts::none, () -> hold(holding, done));
        IngestHarness ingest = harness(Map.of("INGEST_MEMORY_BYTES", "1048576", "INGEST_LONGEST_WAIT", "PT0S"), slow);
        try (WebServer server = CaptureServer.start(ingest, Rules.EVERYONE)) {
            CompletableFuture<HttpResponse<String>> large =
                    HTTP.sendAsync(request(server, one("large", "x".repeat(5 << 20))), BodyHandlers.ofString());
            assertThat(holding.await(30, TimeUnit.SECONDS)).isTrue();
            byte[] small = one("small", "");

            HttpResponse<String> refused = post(server, small);

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(JSON.readTree(refused.body()).path("detail").asText()).contains("memory");
            done.countDown();
            assertThat(large.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(post(server, small).statusCode()).isEqualTo(200);
            assertThat(ingest.recordings("small")).hasSize(1);
        } finally {
            done.countDown();
        }
    }

    private static void hold(CountDownLatch holding, CountDownLatch done) {
        holding.countDown();
        try {
            if (!done.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("Cannot go on: nobody let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IngestHarness harness(Map<String, String> environment, TestEnricher... enrichers) {
        IngestConfig config = HostConfig.read(environment).ingest();
        return new IngestHarness(
                postgres,
                config.limits(),
                config.settings(),
                Stream.concat(Stream.of(Rules.EVERYONE), Stream.of(enrichers)).toArray(org.pf4j.ExtensionPoint[]::new));
    }

    private static HttpResponse<String> post(WebServer server, byte[] body) throws Exception {
        return HTTP.send(request(server, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(WebServer server, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/s/"))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }
}
