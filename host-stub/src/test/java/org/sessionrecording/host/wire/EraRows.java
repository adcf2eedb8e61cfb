package org.sessionrecording.host.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sessionrecording.wire.WireSamples;

/** Recorded requests of an era as the rows that a server of that time made of their events. */
public final class EraRows {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private EraRows() {}

    /** One row of an events table. */
    public record Row(UUID uuid, String distinctId, Instant timestamp, ObjectNode properties) {
        public String json() {
            try {
                return JSON.writeValueAsString(properties);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String session() {
            return properties.path("$session_id").asText();
        }
    }

    /** All {@code $snapshot} events of an era, in the order sent. */
    public static List<Row> of(String era) {
        List<Row> rows = new ArrayList<>();
        for (WireSamples.Request sample : WireSamples.requests(era)) {
            if (!sample.path().startsWith("/decide")) {
                events(decoded(sample)).forEach(event -> add(event, rows));
            }
        }
        return rows;
    }

    private static JsonNode decoded(WireSamples.Request sample) {
        try (Spool spool = new BodyDecoder(WireLimits.DEFAULTS)
                .decode(new ByteArrayInputStream(sample.body()), Requests.line(sample))) {
            return JSON.readTree(spool.copy(0, spool.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> events(JsonNode body) {
        List<JsonNode> events = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(events::add);
        } else if (body.has("batch")) {
            body.get("batch").forEach(events::add);
        } else if (body.has("event")) {
            events.add(body);
        } else if (body.path("data").isArray()) {
            body.get("data").forEach(events::add);
        }
        return events;
    }

    private static void add(JsonNode event, List<Row> rows) {
        if (!event.path("event").asText().equals("$snapshot")) {
            return;
        }
        ObjectNode properties = (ObjectNode) event.get("properties");
        JsonNode data = properties.get("$snapshot_data");
        JsonNode first = data.isArray() ? data.get(0) : data;
        String distinctId = event.hasNonNull("distinct_id")
                ? event.get("distinct_id").asText()
                : properties
                        .path("distinct_id")
                        .asText(properties.path("$distinct_id").asText());
        UUID uuid = event.hasNonNull("uuid") ? UUID.fromString(event.get("uuid").asText()) : UUID.randomUUID();
        Instant at = Instant.ofEpochMilli(first.get("timestamp").asLong());
        rows.add(new Row(uuid, distinctId, at, properties));
    }
}
