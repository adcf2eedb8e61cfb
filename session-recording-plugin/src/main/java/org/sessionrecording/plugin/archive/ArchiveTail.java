package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/** Reads a document's tail, the deflate block from {@code ],"chunks"} to the end. Unknown members are passed over. */
final class ArchiveTail {
    private static final String BEGINNING = "],";
    private static final int MOST_PLAIN_BYTES = 512 << 20;

    private final JsonMapper json = JsonMapper.builder().build();

    /** @throws IOException where the bytes are not a tail */
    List<ArchivedChunk> read(RecordingKey recording, byte[] tail) throws IOException {
        String text = inflate(tail);
        if (!text.startsWith(BEGINNING)) {
            throw new IOException("it does not begin as a tail does");
        }
        JsonNode chunks =
                json.readTree("{" + text.substring(BEGINNING.length())).path("chunks");
        List<ArchivedChunk> result = new ArrayList<>(chunks.size());
        try {
            for (JsonNode chunk : chunks) {
                result.add(new ArchivedChunk(
                        info(recording, chunk), required(chunk, "offset").longValue()));
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("chunk " + result.size() + " is described wrongly: " + e.getMessage(), e);
        }
        return List.copyOf(result);
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

    private static String inflate(byte[] tail) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(tail);
            ByteArrayOutputStream plain = new ByteArrayOutputStream(tail.length * 8);
            byte[] buffer = new byte[16 * 1024];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw new IOException("it ends too early");
                }
                plain.write(buffer, 0, count);
                if (plain.size() > MOST_PLAIN_BYTES) {
                    throw new IOException("it is more than " + MOST_PLAIN_BYTES + " bytes");
                }
            }
            return plain.toString(StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new IOException("it cannot be inflated: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
