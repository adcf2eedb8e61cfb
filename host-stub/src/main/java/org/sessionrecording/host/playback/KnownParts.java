package org.sessionrecording.host.playback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/**
 * Chunk lists of the parts that were read last, so that somebody who watches costs one request of the archive for each run of
 * chunks and not two. Parts never change; one that is linked no more is not asked for. Safe for use from any thread.
 */
final class KnownParts {
    /** About 300 bytes each. */
    private static final int MOST_CHUNKS = 50_000;

    private final Map<Key, List<ArchivedChunk>> lists = new LinkedHashMap<>(16, 0.75f, true);
    private int chunks;

    private record Key(ProjectId project, String url, String sha256) {}

    /** The list of a part; {@code read} where it is not known. */
    List<ArchivedChunk> of(ProjectId project, ArchivePart part, Supplier<List<ArchivedChunk>> read) {
        Key key = new Key(project, part.url(), part.sha256());
        synchronized (this) {
            List<ArchivedChunk> known = lists.get(key);
            if (known != null) {
                return known;
            }
        }
        List<ArchivedChunk> list = List.copyOf(read.get());
        keep(key, list);
        return list;
    }

    private synchronized void keep(Key key, List<ArchivedChunk> list) {
        if (list.size() > MOST_CHUNKS || lists.putIfAbsent(key, list) != null) {
            return;
        }
        chunks += list.size();
        var eldest = lists.values().iterator();
        while (chunks > MOST_CHUNKS) {
            chunks -= eldest.next().size();
            eldest.remove();
        }
    }
}
