package org.sessionrecording.plugin.restore;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/** Reads one part from its end backwards, some chunks at a time. For one thread. */
final class PartReader {
    private final Project project;
    private final SnapshotSource source;
    private final ArchivePart part;
    private final ChunkId before;
    private final List<ArchivedChunk> chunks;

    /**
     * Some chunks that follow each other.
     *
     * @param before the chunk before the first of them
     */
    record Page(ChunkId before, List<Chunk> chunks) {}

    /** @param before the chunk before the part's first */
    PartReader(Project project, SnapshotSource source, ArchivePart part, ChunkId before) {
        this.project = project;
        this.source = source;
        this.part = part;
        this.before = before;
        this.chunks = source.chunks(project, part);
    }

    /** The chunks up to {@code through}: the last, and as many before it as fit into {@code maxBytes} with it. */
    Page readUpTo(ChunkId through, long maxBytes) {
        int end = chunks.size();
        while (end > 0 && chunks.get(end - 1).info().id().compareTo(through) > 0) {
            end--;
        }
        if (end == 0 || !chunks.get(end - 1).info().id().equals(through)) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot restore from " + part.url() + ": it does not hold chunk " + through + " (run verify)");
        }
        int begin = end - 1;
        long bytes = chunks.get(begin).info().bytes();
        while (begin > 0 && bytes + chunks.get(begin - 1).info().bytes() <= maxBytes) {
            begin--;
            bytes += chunks.get(begin).info().bytes();
        }
        ChunkId first = begin == 0 ? before : chunks.get(begin - 1).info().id();
        return new Page(first, read(chunks.subList(begin, end)));
    }

    private List<Chunk> read(List<ArchivedChunk> run) {
        ArchivedChunk last = run.get(run.size() - 1);
        long at = run.get(0).offset();
        long end = last.offset() + last.info().bytes();
        List<Chunk> read = new ArrayList<>(run.size());
        try (InputStream in = source.open(project, part, at, end - at)) {
            for (ArchivedChunk chunk : run) {
                in.skipNBytes(chunk.offset() - at);
                read.add(new Chunk(chunk.info(), in.readNBytes(chunk.info().bytes())));
                at = chunk.offset() + chunk.info().bytes();
            }
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE, "Cannot restore from " + part.url() + ": " + e.getMessage(), e);
        }
    }
}
