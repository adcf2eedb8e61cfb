package org.sessionrecording.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GrowSamplesTest {
    private static final List<String> ERAS = WireSamples.ERAS;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-03T08:00:00.123Z");
    private static final Visitor ADA = new Visitor("phc_demo", "ada@example.com", "session-1", "window-1");

    @ParameterizedTest
    @FieldSource("ERAS")
    void times_begin_where_asked_and_go_on_evenly(String era) throws IOException {
        GrownSession session = GrowSamples.of(era).grow(ADA, START, 1_000_000);
        List<Long> times = new ArrayList<>();
        for (JsonNode snapshot : snapshots(session)) {
            times.add(snapshot.get("timestamp").asLong());
        }
        assertThat(times).hasSize(session.snapshots());
        assertThat(times.stream().mapToLong(t -> t).min()).hasValue(START.toEpochMilli());
        assertThat(times.stream().mapToLong(t -> t).max())
                .hasValue(session.end().toEpochMilli());
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(-1_000L, 5_000L);
        }
        assertThat(Duration.between(START, session.end())).isGreaterThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void nothing_says_when_it_was_sent(String era) throws IOException {
        for (JsonNode event : events(GrowSamples.of(era).grow(ADA, START, 1))) {
            assertThat(event.has("sent_at")).isFalse();
            assertThat(event.has("offset")).isFalse();
        }
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void ids_are_the_visitors(String era) throws IOException {
        for (JsonNode event : events(GrowSamples.of(era).grow(ADA, START, 1))) {
            JsonNode properties = event.get("properties");
            assertThat(properties.get("distinct_id").asText()).isEqualTo("ada@example.com");
            assertThat(properties.get("$session_id").asText()).isEqualTo("session-1");
            assertThat(properties.path("$window_id").asText("window-1")).isEqualTo("window-1");
            assertThat(event.toString()).doesNotContain("phc_test");
        }
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void snapshots_but_for_their_times_are_those_that_were_recorded(String era) throws IOException {
        List<JsonNode> grown = new ArrayList<>();
        for (JsonNode snapshot : snapshots(GrowSamples.of(era).grow(ADA, START, 1))) {
            grown.add(without(snapshot));
        }
        List<JsonNode> recorded = new ArrayList<>();
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.path().equals("/s/")) {
                collect(JSON.readTree(gunzip(request.body())), recorded);
            }
        }
        recorded.replaceAll(GrowSamplesTest::without);
        assertThat(grown).isEqualTo(recorded);
    }

    @Test
    void events_have_an_id_of_their_own_in_every_round_and_the_same_at_every_growing() throws IOException {
        GrowSamples samples = GrowSamples.of("posthog-js-1.449.2");
        GrownSession session = samples.grow(ADA, START, 500_000);
        Set<String> ids = new HashSet<>();
        List<JsonNode> events = events(session);
        events.forEach(event -> ids.add(event.get("uuid").asText()));
        assertThat(ids).hasSameSizeAs(events).hasSizeGreaterThan(12);
        GrownSession again = samples.grow(ADA, START, 500_000);
        for (int i = 0; i < session.requests().size(); i++) {
            assertThat(again.requests().get(i).body())
                    .isEqualTo(session.requests().get(i).body());
        }
    }

    @Test
    void a_session_holds_what_was_asked_for() {
        GrowSamples samples = GrowSamples.of("posthog-js-1.57.2");
        assertThat(samples.grow(ADA, START, 1).rawBytes()).isBetween(300_000L, 400_000L);
        assertThat(samples.grow(ADA, START, 5_000_000).rawBytes()).isBetween(5_000_000L, 5_400_000L);
    }

    @Test
    void ids_that_would_need_escaping_are_refused() {
        assertThatThrownBy(() -> new Visitor("phc_demo", "a\"b", "s", "w"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode without(JsonNode snapshot) {
        JsonNode copy = snapshot.deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) copy).remove("timestamp");
        String text = copy.toString().replace("phc_test", "phc_demo");
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static List<JsonNode> snapshots(GrownSession session) throws IOException {
        List<JsonNode> snapshots = new ArrayList<>();
        for (GrownSession.Request request : session.requests()) {
            if (request.path().equals("/s/")) {
                collect(JSON.readTree(gunzip(request.body())), snapshots);
            }
        }
        return snapshots;
    }

    private static void collect(JsonNode body, List<JsonNode> into) {
        for (JsonNode event : body) {
            JsonNode data = event.at("/properties/$snapshot_data");
            if (data.isArray()) {
                data.forEach(into::add);
            } else {
                into.add(data);
            }
        }
    }

    private static List<JsonNode> events(GrownSession session) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (GrownSession.Request request : session.requests()) {
            JsonNode body = JSON.readTree(gunzip(request.body()));
            (body.has("batch") ? body.get("batch") : body).forEach(events::add);
        }
        return events;
    }

    private static byte[] gunzip(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }
}
