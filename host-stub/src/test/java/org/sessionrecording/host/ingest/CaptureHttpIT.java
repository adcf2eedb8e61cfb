package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.WebServer;
import org.sessionrecording.wire.WireSamples;

/** Clients as they are, over HTTP. */
final class CaptureHttpIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final String ORIGIN = "https://shop.example";
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static IngestHarness ingest;
    private static WebServer on;
    private static WebServer off;

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
        on = CaptureServer.start(ingest, Rules.EVERYONE);
        off = CaptureServer.start(new IngestHarness(postgres, Rules.NOBODY), Rules.NOBODY);
    }

    @AfterAll
    static void stop() {
        on.close();
        off.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posthog-js-1.8.0", "posthog-js-1.57.2", "posthog-js-1.449.2"})
    void takes_every_request_of_an_era_as_its_client_expects(String era) throws Exception {
        for (WireSamples.Request request : Expected.captured(era)) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(uri(on, request.url()))
                            .header("Content-Type", request.contentType())
                            .header("User-Agent", request.userAgent())
                            .header("Origin", request.origin())
                            .POST(BodyPublishers.ofByteArray(request.body()))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo(request.path().equals("/s/") ? "{\"status\":\"Ok\"}" : "{\"status\":1}");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(request.origin());
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .hasValue("true");
        }
        Expected.of(era).snapshots().forEach((place, snapshots) -> assertThat(
                        ingest.plain(place.session(), place.window()))
                .isEqualTo(String.join(",", snapshots)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/e", "/e/", "/capture/", "/batch/", "/track/", "/s", "/s/", "/i/v0/e/", "/decide/", "/flags/"})
    void answers_browsers_that_ask_first(String path) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri(on, path))
                        .header("Origin", ORIGIN)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type,x-posthog")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers")).hasValue("Retry-After");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers")).hasValue("content-type,x-posthog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/capture/", "/batch", "/track/", "/i/v0/e/"})
    void takes_events_on_every_path(String path) throws Exception {
        assertThat(post(
                                on,
                                path,
                                Sent.body()
                                        .event("ada", "paths", "w", snapshot(NOON))
                                        .bytes())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answers_401_to_a_token_it_does_not_know() throws Exception {
        byte[] body = "{\"api_key\":\"phc_wrong\",\"batch\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertProblem(post(on, "/s/", body), 401);
        assertProblem(post(on, "/batch/", "{\"batch\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8)), 401);
        assertProblem(get(on, "/array/phc_wrong/config"), 401);
        assertProblem(get(on, "/array/phc_wrong/config.js"), 401);
    }

    @Test
    void answers_400_to_what_it_cannot_decode() throws Exception {
        byte[] cut = "{\"api_key\":\"phc_test\",\"batch\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertProblem(post(on, "/s/", cut), 400);
    }

    @Test
    void answers_403_where_nobody_is_recorded() throws Exception {
        JsonNode problem = assertProblem(
                post(
                        off,
                        "/s/",
                        Sent.body().event("ada", "off", "w", snapshot(NOON)).bytes()),
                403);

        assertThat(problem.path("detail").asText()).contains("opted out");
        assertThat(problem.path("events").path(0).path("index").asInt(-1)).isZero();
    }

    @Test
    void answers_200_and_explains_where_a_part_was_refused() throws Exception {
        Sent mixed = Sent.body().event("ada", "http-mixed", "w", snapshot(NOON)).event("ada", "http-mixed", "w", "7");

        HttpResponse<String> answer = post(on, "/batch/", mixed.bytes());

        JsonNode json = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.path("status").asInt()).isEqualTo(1);
        assertThat(json.path("accepted").asInt()).isEqualTo(1);
        assertThat(json.path("refused").asInt()).isEqualTo(1);
        assertThat(json.path("events").path(0).path("index").asInt()).isEqualTo(1);
        assertThat(json.path("events").path(0).path("path").asText()).contains("$snapshot_data[0]");
    }

    @Test
    void tells_clients_of_every_era_to_record() throws Exception {
        byte[] hello =
                "{\"token\":\"phc_test\",\"distinct_id\":\"ada\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        List<HttpResponse<String>> answers = List.of(
                post(on, "/decide/?v=3", hello),
                post(on, "/flags/?v=2&config=true", hello),
                get(on, "/array/phc_test/config"));

        for (HttpResponse<String> answer : answers) {
            JsonNode config = JSON.readTree(answer.body());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(config.path("sessionRecording").path("endpoint").asText())
                    .isEqualTo("/s/");
            assertThat(config.path("sessionRecording").path("sampleRate").asText())
                    .isEqualTo("1.00");
            assertThat(config.path("supportedCompression").toString()).isEqualTo("[\"gzip\",\"gzip-js\"]");
            assertThat(config.path("featureFlags").isObject()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posthog-js-1.8.0", "posthog-js-1.57.2"})
    void answers_the_configuration_requests_of_old_clients(String era) throws Exception {
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.path().startsWith("/decide")) {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(uri(on, request.url()))
                                .header("Content-Type", request.contentType())
                                .POST(BodyPublishers.ofByteArray(request.body()))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(JSON.readTree(answer.body())
                                .path("sessionRecording")
                                .path("endpoint")
                                .asText())
                        .isEqualTo("/s/");
            }
        }
    }

    @Test
    void tells_clients_not_to_record_where_a_rule_refuses() throws Exception {
        JsonNode config = JSON.readTree(get(off, "/array/phc_test/config").body());

        assertThat(config.path("sessionRecording").isBoolean()).isTrue();
        assertThat(config.path("sessionRecording").asBoolean()).isFalse();
    }

    @Test
    void writes_a_configuration_script_that_sets_one_variable() throws Exception {
        HttpResponse<String> answer = get(on, "/array/phc_test/config.js");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/javascript");
        assertThat(answer.body())
                .startsWith("(function(){window._POSTHOG_REMOTE_CONFIG=")
                .contains("[\"phc_test\"]={\"config\":{")
                .contains("\"siteApps\":[]");
    }

    private static JsonNode assertProblem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static HttpResponse<String> post(WebServer server, String path, byte[] body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(server, path))
                        .header("Origin", ORIGIN)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(WebServer server, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(server, path))
                        .header("Origin", ORIGIN)
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI uri(WebServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
