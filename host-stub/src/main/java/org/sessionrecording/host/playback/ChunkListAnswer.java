package org.sessionrecording.host.playback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.api.recording.Timestamps;

/** Sends the list of a recording's chunks, written as it goes: there may be tens of thousands. */
final class ChunkListAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private ChunkListAnswer() {}

    static void send(Context context, PlacedChunks placed) throws IOException {
        context.contentType("application/json");
        try (JsonGenerator json = JSON.createGenerator(context.outputStream())) {
            json.writeStartObject();
            json.writeArrayFieldStart("chunks");
            for (PlacedChunks.PartRun run : placed.runs()) {
                for (ArchivedChunk chunk : run.chunks()) {
                    json.writeStartObject();
                    write(json, chunk.info());
                    json.writeNumberField("part", run.part().part());
                    json.writeNumberField("offset", chunk.offset());
                    json.writeEndObject();
                }
            }
            for (ChunkInfo info : placed.live()) {
                json.writeStartObject();
                write(json, info);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** As if all were in the database: nobody needs to know where they are. */
    static void send(Context context, List<ChunkInfo> chunks) throws IOException {
        context.contentType("application/json");
        try (JsonGenerator json = JSON.createGenerator(context.outputStream())) {
            json.writeStartObject();
            json.writeArrayFieldStart("chunks");
            for (ChunkInfo info : chunks) {
                json.writeStartObject();
                write(json, info);
                json.writeEndObject();
            }
            json.writeEndArray();
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
