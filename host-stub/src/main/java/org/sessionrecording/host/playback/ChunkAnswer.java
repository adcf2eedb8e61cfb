package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;

/** Sends one chunk as it is stored: raw deflate ended by a sync flush. */
final class ChunkAnswer {
    private ChunkAnswer() {}

    static void send(Context context, ChunkSource source, long id) {
        // a chunk never changes
        send(context, bytes(source, new ChunkId(id)), "private, max-age=86400, no-transform");
    }

    static void send(Context context, byte[] bytes, String caching) {
        context.disableCompression();
        context.contentType("application/octet-stream");
        context.header("Cache-Control", caching);
        context.result(bytes);
    }

    private static byte[] bytes(ChunkSource source, ChunkId id) {
        return source.page(new ChunkId(id.value() - 1), id, 1).stream()
                .findFirst()
                .map(Chunk::data)
                .or(() -> source.findArchived(id).map(source::bytes))
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING, "Cannot find chunk " + id + ": the recording has none of this id"));
    }
}
