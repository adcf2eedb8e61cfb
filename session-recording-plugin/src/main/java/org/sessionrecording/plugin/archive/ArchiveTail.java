package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/**
 * Reads a document's tail, the deflate block from {@code ],"chunks"} to the end, chunk by chunk: neither its text nor its
 * tree is ever whole in memory. Unknown members are passed over.
 */
final class ArchiveTail {
    private static final String BEGINNING = "],";
    private static final int BUFFER = 16 * 1024;
    private static final long MOST_PLAIN_BYTES = 512L << 20;

    private final JsonMapper json = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_PLAIN_BYTES)
                    .build())
            .build());

    /**
     * Reads to the end; does not close the stream.
     *
     * @param most chunks that it may list
     * @throws IOException where the bytes are not a tail
     */
    List<ArchivedChunk> read(RecordingKey recording, InputStream tail, int most) throws IOException {
        Inflater inflater = new Inflater(true);
        List<ArchivedChunk> chunks = new ArrayList<>();
        try {
            InputStream text = new InflaterInputStream(tail, inflater, BUFFER);
            if (!Arrays.equals(text.readNBytes(BEGINNING.length()), BEGINNING.getBytes(StandardCharsets.US_ASCII))) {
                throw new IOException("it does not begin as a tail does");
            }
            InputStream opening = new ByteArrayInputStream(new byte[] {'{'});
            read(recording, new SequenceInputStream(opening, text), most, chunks);
            tail.transferTo(OutputStream.nullOutputStream());
            return List.copyOf(chunks);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("chunk " + chunks.size() + " is described wrongly: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private void read(RecordingKey recording, InputStream text, int most, List<ArchivedChunk> into) throws IOException {
        try (JsonParser parser = json.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean chunks = parser.currentName().equals("chunks");
                if (parser.nextToken() != JsonToken.START_ARRAY || !chunks) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    if (into.size() == most) {
                        throw new IOException("it lists more than the " + most + " chunks that were linked");
                    }
                    JsonNode chunk = json.readTree(parser);
                    into.add(new ArchivedChunk(
                            info(recording, chunk), required(chunk, "offset").longValue()));
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("it ends too early");
            }
        }
    }

    private static ChunkInfo info(RecordingKey recording, JsonNode chunk) throws IOException {
        List<String> eventIds = new ArrayList<>();
        chunk.path("event_ids").forEach(id -> eventIds.add(id.textValue()));
        List<FullSnapshot> full = new ArrayList<>();
        for (JsonNode at : chunk.path("full")) {
            full.add(new FullSnapshot(
                    at.path(0).intValue(), Instant.parse(at.path(1).asText())));
        }
        return new ChunkInfo(
                new ChunkId(required(chunk, "id").longValue()),
                recording,
                required(chunk, "window_id").textValue(),
                required(chunk, "bytes").intValue(),
                required(chunk, "length").intValue(),
                required(chunk, "crc32").longValue(),
                required(chunk, "stored_crc32").longValue(),
                required(chunk, "count").intValue(),
                instant(chunk, "start"),
                instant(chunk, "end"),
                instant(chunk, "arrived"),
                eventIds,
                full);
    }

    private static Instant instant(JsonNode chunk, String name) throws IOException {
        return Instant.parse(required(chunk, name).asText());
    }

    private static JsonNode required(JsonNode chunk, String name) throws IOException {
        JsonNode value = chunk.get(name);
        if (value == null || value.isContainerNode() || value.isNull()) {
            throw new IOException("a chunk has no " + name);
        }
        return value;
    }
}
