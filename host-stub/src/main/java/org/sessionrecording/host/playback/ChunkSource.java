package org.sessionrecording.host.playback;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.store.ChunkReader;

/** One recording's chunks by id, wherever they now lie. */
final class ChunkSource {
    private final RecordingStores stores;
    private final Archives archives;
    private final ProjectId project;
    private final RecordingKey recording;

    ChunkSource(RecordingStores stores, Archives archives, ProjectId project, RecordingKey recording) {
        this.stores = stores;
        this.archives = archives;
        this.project = project;
        this.recording = recording;
    }

    /** Chunks from {@code first} on that the database holds; empty where {@code first} was removed from it. */
    List<Chunk> page(ChunkId after, ChunkId first, long maxBytes) {
        return stores.chunks()
                .chunks(recording, after, maxBytes)
                .filter(page -> !page.archived())
                .map(ChunkReader.Page::chunks)
                .filter(page -> !page.isEmpty() && page.get(0).info().id().equals(first))
                .orElse(List.of());
    }

    /** The part that holds a chunk, and where in it. */
    Optional<PlacedChunk> findArchived(ChunkId id) {
        return stores.links().parts(recording).stream()
                .filter(part ->
                        part.firstChunk().compareTo(id) <= 0 && part.lastChunk().compareTo(id) >= 0)
                .flatMap(part -> archives.chunks(project, part).stream()
                        .filter(chunk -> chunk.info().id().equals(id))
                        .map(chunk -> new PlacedChunk(part, chunk)))
                .findFirst();
    }

    /** A chunk and the part it is in. */
    record PlacedChunk(ArchivePart part, ArchivedChunk chunk) {}

    /** Stored bytes of a chunk that the database no longer has. */
    byte[] archived(ChunkInfo info) {
        PlacedChunk placed = findArchived(info.id())
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING,
                        "Cannot play chunk " + info.id() + ": neither the database nor a part holds it (was the"
                                + " recording erased?)"));
        return bytes(placed);
    }

    byte[] bytes(PlacedChunk placed) {
        ChunkInfo info = placed.chunk().info();
        ByteArrayOutputStream out = new ByteArrayOutputStream(info.bytes());
        try {
            new PartSegment(archives, project, placed.part(), placed.chunk().offset(), info.bytes())
                    .write(0, info.bytes(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
