package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.wire.WireSamples;

/** Every request of the recorded traffic, against a slow and simple decoder. */
class EveryEraTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<WireSamples.Request> events() {
        return WireSamples.ERAS.stream()
                .flatMap(era -> WireSamples.requests(era).stream())
                .filter(request -> !request.path().startsWith("/decide"));
    }

    static Stream<WireSamples.Request> hellos() {
        return WireSamples.ERAS.stream()
                .flatMap(era -> WireSamples.requests(era).stream())
                .filter(request -> request.path().startsWith("/decide"));
    }

    /** The body as a tree, by the book. */
    static JsonNode tree(WireSamples.Request request) throws IOException {
        byte[] body = request.body();
        if (body[0] == 0x1F) {
            return JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(body)));
        }
        String form = new String(body, StandardCharsets.US_ASCII);
        String data = form.substring("data=".length(), form.contains("&") ? form.indexOf('&') : form.length());
        return JSON.readTree(Base64.getDecoder().decode(URLDecoder.decode(data, StandardCharsets.UTF_8)));
    }

    private static List<JsonNode> eventsOf(JsonNode body) {
        List<JsonNode> events = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(events::add);
        } else if (body.has("batch")) {
            body.get("batch").forEach(events::add);
        } else {
            events.add(body);
        }
        return events;
    }

    private static List<JsonNode> snapshotsOf(JsonNode event) throws IOException {
        List<JsonNode> snapshots = new ArrayList<>();
        JsonNode data = event.at("/properties/$snapshot_data");
        if (data.isArray()) {
            data.forEach(snapshots::add);
        } else if (data.isObject()) {
            snapshots.add(data);
        }
        for (JsonNode snapshot : snapshots) {
            if (((ObjectNode) snapshot).remove("cv") != null) {
                inflate(snapshot);
            }
        }
        return snapshots;
    }

    private static void inflate(JsonNode snapshot) throws IOException {
        ObjectNode holder = (ObjectNode) (snapshot.get("data").isTextual() ? snapshot : snapshot.get("data"));
        for (String field : List.of("data", "texts", "attributes", "removes", "adds")) {
            if (holder.path(field).isTextual()) {
                byte[] gzip = holder.get(field).textValue().getBytes(StandardCharsets.ISO_8859_1);
                holder.set(field, JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(gzip))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void gives_every_event_as_it_was_sent(WireSamples.Request sample) throws IOException {
        List<JsonNode> expected = eventsOf(tree(sample));

        try (DecodedRequest request = Requests.decode(sample)) {
            assertThat(request.token()).contains(WireSamples.TOKEN);
            assertThat(request.problems()).isEmpty();
            assertThat(request.events()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertSame(request.events().get(i), expected.get(i));
            }
        }
    }

    private static void assertSame(WireEvent event, JsonNode expected) throws IOException {
        JsonNode properties = expected.get("properties");
        assertThat(event.name()).isEqualTo(expected.get("event").textValue());
        assertThat(event.distinctId()).contains(properties.get("distinct_id").textValue());
        assertThat(event.sessionId().orElse(null))
                .isEqualTo(properties.path("$session_id").textValue());
        assertThat(event.windowId().orElse(null))
                .isEqualTo(properties.path("$window_id").textValue());
        assertThat(event.timestamp().map(Instant::toString).orElse(null))
                .isEqualTo(expected.path("timestamp").textValue());
        assertThat(event.offset().map(Duration::toMillis).orElse(-1L))
                .isEqualTo(expected.path("offset").asLong(-1));
        if (event.isSnapshot()) {
            assertSnapshots(event, snapshotsOf(expected));
        } else {
            assertThat(JSON.readTree(event.propertiesJson())).isEqualTo(properties);
        }
    }

    private static void assertSnapshots(WireEvent event, List<JsonNode> expected) throws IOException {
        assertThat(event.snapshotCount()).isEqualTo(expected.size());
        SnapshotCursor cursor = event.snapshots();
        for (JsonNode snapshot : expected) {
            assertThat(cursor.advance()).isTrue();
            SnapshotView view = cursor.snapshot();
            assertThat(JSON.readTree(view.bytes(), view.offset(), view.length()))
                    .isEqualTo(snapshot);
            assertThat(view.type()).isEqualTo(snapshot.get("type").intValue());
            assertThat(view.timestamp()).isEqualTo(snapshot.get("timestamp").longValue());
            assertThat(view.source().orElse(-1))
                    .isEqualTo(snapshot.path("data").path("source").asInt(-1));
        }
        assertThat(cursor.advance()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("events")
    void keeps_each_byte_of_what_was_not_compressed(WireSamples.Request sample) throws IOException {
        String raw = sample.body()[0] == 0x1F
                ? new String(
                        new GZIPInputStream(new ByteArrayInputStream(sample.body())).readAllBytes(),
                        StandardCharsets.UTF_8)
                : "";

        try (DecodedRequest request = Requests.decode(sample)) {
            request.events().stream()
                    .filter(WireEvent::isSnapshot)
                    .filter(event -> !raw.contains("\"cv\""))
                    .flatMap(event -> Requests.snapshots(event).stream())
                    .forEach(snapshot -> assertThat(raw).contains(snapshot));
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void knows_when_it_was_sent(WireSamples.Request sample) throws IOException {
        JsonNode first = eventsOf(tree(sample)).get(0);
        JsonNode body = tree(sample);
        String expected = first.has("sent_at")
                ? first.get("sent_at").textValue()
                : body.path("sent_at").textValue();
        Instant url = Requests.line(sample)
                .parameter("_")
                .map(Long::parseLong)
                .map(Instant::ofEpochMilli)
                .orElse(null);

        try (DecodedRequest request = Requests.decode(sample)) {
            assertThat(request.events().get(0).sentAt()).contains(expected == null ? url : Instant.parse(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void gives_each_event_a_key_of_its_own_and_the_same_again(WireSamples.Request sample) {
        Set<String> keys = new HashSet<>();
        try (DecodedRequest request = Requests.decode(sample);
                DecodedRequest again = Requests.decode(sample)) {
            for (int i = 0; i < request.events().size(); i++) {
                byte[] key = request.events().get(i).key();
                assertThat(key).hasSize(16).isEqualTo(again.events().get(i).key());
                assertThat(keys.add(Base64.getEncoder().encodeToString(key))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void reads_the_same_from_a_file_in_small_pieces(WireSamples.Request sample) {
        WireLimits little = WireLimits.DEFAULTS.withMemoryBytes(100);
        try (DecodedRequest request = Requests.decode(sample);
                DecodedRequest spooled =
                        new WireDecoder(little).decode(Requests.inPieces(sample.body(), 61), Requests.line(sample))) {
            assertThat(spooled.spool().isInMemory()).isFalse();
            assertThat(spooled.events()).hasSameSizeAs(request.events());
            for (int i = 0; i < request.events().size(); i++) {
                WireEvent event = request.events().get(i);
                assertThat(spooled.events().get(i).key()).isEqualTo(event.key());
                assertThat(Requests.snapshots(spooled.events().get(i))).isEqualTo(Requests.snapshots(event));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void reads_who_asks_for_the_configuration(WireSamples.Request sample) throws IOException {
        ClientHello hello = new WireDecoder(WireLimits.DEFAULTS)
                .decodeHello(new ByteArrayInputStream(sample.body()), Requests.line(sample));

        assertThat(hello.token()).contains(WireSamples.TOKEN);
        assertThat(hello.distinctId()).contains(tree(sample).get("distinct_id").textValue());
    }
}
