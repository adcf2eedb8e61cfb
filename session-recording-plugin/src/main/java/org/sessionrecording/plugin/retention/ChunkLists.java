package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;

/** Reads what a recording's chunks are, without their bytes, page by page. */
final class ChunkLists {
    private static final int PAGE = 5_000;

    private final Recordings recordings;

    ChunkLists(Recordings recordings) {
        this.recordings = recordings;
    }

    /** Chunks after {@code after}, up to and including {@code through}, that the database holds. */
    List<ChunkInfo> between(RecordingKey recording, ChunkId after, ChunkId through) {
        List<ChunkInfo> all = new ArrayList<>();
        ChunkId last = after;
        while (last.compareTo(through) < 0) {
            List<ChunkInfo> page = recordings.chunkInfos(recording, last, PAGE);
            page.stream().filter(info -> info.id().compareTo(through) <= 0).forEach(all::add);
            if (page.size() < PAGE) {
                break;
            }
            last = page.get(page.size() - 1).id();
        }
        return all;
    }

    static long bytes(List<ChunkInfo> infos) {
        return infos.stream().mapToLong(ChunkInfo::bytes).sum();
    }
}
