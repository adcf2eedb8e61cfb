package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.FullSnapshot;

/**
 * A finished chunk that has no number yet.
 *
 * @param windowId as sent; empty where the client sent none
 * @param start corrected instant of the earliest snapshot
 * @param end corrected instant of the latest snapshot
 * @param events keys of the events it came from
 */
public record NewChunk(
        String windowId,
        ChunkCodec.Encoded encoded,
        Instant start,
        Instant end,
        List<FullSnapshot> fullSnapshots,
        List<UUID> events) {
    public NewChunk {
        fullSnapshots = List.copyOf(fullSnapshots);
        events = List.copyOf(events);
    }
}
