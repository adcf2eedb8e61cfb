package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Makes trees of snapshots plain in the straightforward way: fields that a client compressed are parsed in their place. */
final class PlainTree {
    private static final List<String> FIELDS = List.of("texts", "attributes", "removes", "adds");

    private final ObjectMapper mapper;

    PlainTree(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** One snapshot, or an array of them. */
    void inflate(JsonNode snapshots) throws IOException {
        if (snapshots instanceof ObjectNode snapshot) {
            inflateOne(snapshot);
            return;
        }
        for (JsonNode snapshot : snapshots) {
            inflateOne((ObjectNode) snapshot);
        }
    }

    private void inflateOne(ObjectNode snapshot) throws IOException {
        if (snapshot.remove("cv") == null) {
            return;
        }
        JsonNode data = snapshot.get("data");
        if (data.isTextual()) {
            snapshot.set("data", tree(data));
        } else {
            for (String field : FIELDS) {
                if (data.path(field).isTextual()) {
                    ((ObjectNode) data).set(field, tree(data.get(field)));
                }
            }
        }
    }

    private JsonNode tree(JsonNode text) throws IOException {
        byte[] gzip = text.textValue().getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return mapper.readTree(in);
        }
    }
}
