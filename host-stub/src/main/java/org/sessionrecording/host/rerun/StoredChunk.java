package org.sessionrecording.host.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.host.ingest.ClientTime;
import org.sessionrecording.host.store.DueFacts.DueRecording;
import org.sessionrecording.host.wire.PlainSnapshots;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireException;

/** A chunk as enrichers see it again: without what only its request knew. */
record StoredChunk(DueRecording of, Chunk chunk) {
    ChunkContext context(Project project) {
        return new ChunkContext(
                project,
                of.recording().name().distinctId(),
                of.recording().sessionId(),
                chunk.info().windowId(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                chunk.info().arrived());
    }

    /** @throws CorruptChunkException where it does not hold what it should */
    List<SnapshotView> snapshots() {
        ChunkInfo info = chunk.info();
        ClientTime time = new ClientTime(info.arrived(), of.skewMillis());
        try {
            byte[] plain = ChunkCodec.decode(chunk.data(), info.length(), info.crc32());
            List<SnapshotView> snapshots = new ArrayList<>();
            PlainSnapshots.forEach(plain, (offset, length) -> {
                SnapshotView snapshot = SnapshotView.ofChecked(plain, offset, length);
                snapshots.add(snapshot.at(time.corrected(snapshot.timestamp())));
            });
            return snapshots;
        } catch (DataFormatException | WireException | IndexOutOfBoundsException e) {
            throw new CorruptChunkException(
                    of.recording().key(), info.id(), "Cannot read chunk " + info.id() + ": " + e.getMessage());
        }
    }
}
