package org.sessionrecording.host.playback;

import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/**
 * All chunks of a recording, and where they lie.
 *
 * @param runs parts in order
 * @param live chunks that the database has, in order
 */
record PlacedChunks(Recording recording, List<PartRun> runs, List<ChunkInfo> live) {
    PlacedChunks {
        runs = List.copyOf(runs);
        live = List.copyOf(live);
    }

    /** A part and its chunks, which lie one after the other. */
    record PartRun(ArchivePart part, List<ArchivedChunk> chunks) {
        long begin() {
            return chunks.get(0).offset();
        }

        long end() {
            ArchivedChunk last = chunks.get(chunks.size() - 1);
            return last.offset() + last.info().bytes();
        }
    }

    /** Whether one object holds exactly this recording. */
    boolean isOnePart() {
        return runs.size() == 1 && live.isEmpty();
    }

    List<ChunkInfo> infos() {
        List<ChunkInfo> infos = new ArrayList<>();
        runs.forEach(run -> run.chunks().forEach(chunk -> infos.add(chunk.info())));
        infos.addAll(live);
        return infos;
    }
}
