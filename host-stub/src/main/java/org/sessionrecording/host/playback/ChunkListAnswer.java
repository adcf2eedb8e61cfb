package org.sessionrecording.host.playback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;

/**
 * Sends the list of a recording's chunks, written as it goes: there may be tens of thousands. Who watches a recording that is
 * under way asks again and again for what came after a chunk (decision 179); ids of a recording only grow.
 */
final class ChunkListAnswer {
    /** The query parameter by which only later chunks are asked for. */
    static final String AFTER = "after";

    private static final JsonFactory JSON = new JsonFactory();

    private ChunkListAnswer() {}

    /**
     * The chunk after which the list is to begin; {@link ChunkId#NONE} for all of it.
     *
     * @throws Rejection 400 where it is no id
     */
    static ChunkId after(Context context) {
        String text = Requests.query(context, AFTER);
        try {
            return text == null ? ChunkId.NONE : new ChunkId(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw new Rejection(400, "Cannot list the chunks: after is no chunk's id (leave it out for all)");
        }
    }

    /** Changes whenever the list does: with each chunk that comes, and where chunks move. */
    static String tag(Recording recording) {
        return recording.lastChunk() + "-" + recording.archivedThrough() + "-" + recording.removedThrough();
    }

    /** @param now on the clock by which chunks arrived; empty where nobody may wait for more */
    static void send(Context context, PlacedChunks placed, Optional<Instant> now) throws IOException {
        write(context, now, json -> {
            for (PlacedChunks.PartRun run : placed.runs()) {
                for (ArchivedChunk chunk : run.chunks()) {
                    json.writeStartObject();
                    write(json, chunk.info());
                    json.writeNumberField("part", run.part().part());
                    json.writeNumberField("offset", chunk.offset());
                    json.writeEndObject();
                }
            }
            writeAll(json, placed.live());
        });
    }

    /** As if all were in the database: nobody needs to know where they are. */
    static void send(Context context, List<ChunkInfo> chunks, Optional<Instant> now) throws IOException {
        write(context, now, json -> writeAll(json, chunks));
    }

    @FunctionalInterface
    private interface Chunks {
        void write(JsonGenerator json) throws IOException;
    }

    private static void write(Context context, Optional<Instant> now, Chunks chunks) throws IOException {
        context.contentType("application/json");
        try (JsonGenerator json = JSON.createGenerator(context.outputStream())) {
            json.writeStartObject();
            json.writeArrayFieldStart("chunks");
            chunks.write(json);
            json.writeEndArray();
            if (now.isPresent()) {
                json.writeStringField("now", Timestamps.rfc3339(now.get()));
            }
            json.writeEndObject();
        }
    }

    private static void writeAll(JsonGenerator json, List<ChunkInfo> chunks) throws IOException {
        for (ChunkInfo info : chunks) {
            json.writeStartObject();
            write(json, info);
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ChunkInfo info) throws IOException {
        json.writeNumberField("id", info.id().value());
        json.writeStringField("window_id", info.windowId());
        json.writeNumberField("bytes", info.bytes());
        json.writeNumberField("length", info.length());
        json.writeNumberField("crc32", info.crc32());
        json.writeNumberField("count", info.count());
        json.writeStringField("start", Timestamps.rfc3339(info.start()));
        json.writeStringField("end", Timestamps.rfc3339(info.end()));
        json.writeStringField("arrived", Timestamps.rfc3339(info.arrived()));
        json.writeArrayFieldStart("full");
        for (FullSnapshot full : info.fullSnapshots()) {
            json.writeStartArray();
            json.writeNumber(full.offset());
            json.writeString(Timestamps.rfc3339(full.at()));
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
