package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.host.ingest.MemoryBudget.Reservation;
import org.sessionrecording.host.store.NewChunk;
import org.sessionrecording.host.wire.SnapshotView;

/** Compresses snapshots into chunks, cut again where enrichers made them longer than a chunk. For one thread. */
final class ChunkMaker {
    /** rrweb's type of a full snapshot, from which playback can begin. */
    private static final int FULL_SNAPSHOT = 2;

    private final ChunkCodec.Encoder encoder;
    private final Reservation memory;
    private final int chunkBytes;

    ChunkMaker(ChunkCodec.Encoder encoder, Reservation memory, int chunkBytes) {
        this.encoder = encoder;
        this.memory = memory;
        this.chunkBytes = chunkBytes;
    }

    /** @param first event of the chunk, whose place and visitor are the chunk's */
    void make(RecordingDraft target, IncomingEvent first, List<SnapshotView> snapshots, List<UUID> events) {
        int from = 0;
        while (from < snapshots.size()) {
            int to = endOfChunk(snapshots, from);
            List<SnapshotView> ofChunk = snapshots.subList(from, to);
            target.add(
                    chunk(first.window(), ofChunk, events),
                    first.distinctId(),
                    ofChunk.get(0).at());
            from = to;
        }
    }

    private int endOfChunk(List<SnapshotView> snapshots, int from) {
        long length = snapshots.get(from).length();
        int to = from + 1;
        while (to < snapshots.size() && length + 1 + snapshots.get(to).length() <= chunkBytes) {
            length += 1 + snapshots.get(to).length();
            to++;
        }
        return to;
    }

    private NewChunk chunk(String window, List<SnapshotView> snapshots, List<UUID> events) {
        Instant start = snapshots.get(0).at();
        Instant end = start;
        List<FullSnapshot> full = new ArrayList<>();
        for (SnapshotView snapshot : snapshots) {
            int offset = encoder.add(snapshot.bytes(), snapshot.offset(), snapshot.length());
            Instant at = snapshot.at();
            start = at.isBefore(start) ? at : start;
            end = at.isAfter(end) ? at : end;
            if (snapshot.type() == FULL_SNAPSHOT) {
                full.add(new FullSnapshot(offset, at));
            }
        }
        ChunkCodec.Encoded encoded = encoder.finish();
        memory.grow(encoded.data().length);
        return new NewChunk(window, encoded, start, end, full, events);
    }
}
