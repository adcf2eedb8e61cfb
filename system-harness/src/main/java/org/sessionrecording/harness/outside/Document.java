package org.sessionrecording.harness.outside;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording's document as the API gives it and as archive objects hold it, inflated.
 *
 * @param snapshots hash of what stands between the brackets of {@code snapshots}
 * @param chunks as listed behind them
 */
record Document(String snapshots, List<Place> chunks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where a chunk lies in the stored object, and how long it is when plain. */
    record Place(long id, int offset, int bytes, long length) {}

    Document {
        chunks = List.copyOf(chunks);
    }

    static Document read(byte[] json) {
        String snapshots = "";
        List<Place> chunks = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("snapshots")) {
                    int from = (int) parser.currentLocation().getByteOffset();
                    parser.skipChildren();
                    int to = (int) parser.currentTokenLocation().getByteOffset();
                    snapshots = Hashes.of(json, from, to);
                } else if (member.equals("chunks")) {
                    for (JsonNode chunk : parser.<JsonNode>readValueAsTree()) {
                        chunks.add(place(chunk));
                    }
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new AssertionError("Something follows a document: " + parser.currentToken());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A document is no JSON: " + e.getMessage(), e);
        }
        return new Document(snapshots, chunks);
    }

    private static Place place(JsonNode chunk) {
        return new Place(
                chunk.path("id").asLong(),
                chunk.path("offset").asInt(),
                chunk.path("bytes").asInt(),
                chunk.path("length").asLong());
    }
}
