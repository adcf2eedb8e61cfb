package org.sessionrecording.plugin.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sessionrecording.api.enrich.Snapshot;

/** A snapshot as the host hands it over, by its contract. */
record TestSnapshot(JsonNode event) implements Snapshot {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 64 * 1024;

    static TestSnapshot of(String json) {
        try {
            return new TestSnapshot(JSON.readTree(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    @Override
    public int type() {
        return event.get("type").asInt();
    }

    @Override
    public OptionalInt source() {
        JsonNode source = event.path("data").path("source");
        return type() == 3 && source.isInt() ? OptionalInt.of(source.asInt()) : OptionalInt.empty();
    }

    @Override
    public Instant at() {
        return Instant.ofEpochMilli(event.get("timestamp").asLong());
    }

    @Override
    public ByteBuffer json() {
        return ByteBuffer.wrap(event.toString().getBytes(StandardCharsets.UTF_8))
                .asReadOnlyBuffer();
    }

    @Override
    public Optional<String> find(String... path) {
        JsonNode node = event;
        for (String name : path) {
            node = node.path(name);
        }
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        String text = node.isTextual() ? node.asText() : node.toString();
        return text.length() > LIMIT ? Optional.empty() : Optional.of(text);
    }
}
