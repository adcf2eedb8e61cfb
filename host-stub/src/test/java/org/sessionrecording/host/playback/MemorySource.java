package org.sessionrecording.host.playback;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/** An archive in memory, written as a retention run would leave catalog and objects. */
public final class MemorySource implements SnapshotSource {
    private final Map<String, byte[]> objects = new HashMap<>();
    private final Map<String, List<ArchivedChunk>> chunks = new HashMap<>();
    private final Database database;

    public MemorySource(Database database) {
        this.database = database;
    }

    @Override
    public String id() {
        return "test.memory";
    }

    @Override
    public List<ArchivedChunk> chunks(Project project, ArchivePart part) {
        return chunks.get(part.url());
    }

    @Override
    public InputStream open(Project project, ArchivePart part, long offset, long length) {
        return new ByteArrayInputStream(
                Arrays.copyOfRange(objects.get(part.url()), (int) offset, (int) (offset + length)));
    }

    /** As below, of the recording as it is now. */
    public void archive(HostClock clock, ProjectId project, RecordingKey key) {
        RecordingStores stores = RecordingStores.of(database, clock, project);
        archive(stores, stores.recordings().find(key).orElseThrow());
    }

    /** Writes the chunks that no part holds into the next part, links and removes them. */
    void archive(RecordingStores stores, Recording recording) {
        List<Chunk> live = stores.recordings().chunks(recording.key(), recording.archivedThrough(), 1 << 30);
        int part = recording.parts() + 1;
        String url = "memory://" + recording.key() + "/" + part;
        ArchiveDocument layout = ArchiveDocument.layOut(
                new ArchiveDocument.Header(
                        part,
                        recording.name(),
                        recording.sessionId(),
                        recording.start(),
                        recording.end(),
                        recording.facts()),
                live.stream().map(Chunk::info).toList());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(layout.head());
        List<ArchivedChunk> placed = new ArrayList<>();
        for (int i = 0; i < live.size(); i++) {
            if (i > 0) {
                bytes.writeBytes(GzipMember.separator());
            }
            placed.add(new ArchivedChunk(live.get(i).info(), layout.offset(i)));
            bytes.writeBytes(live.get(i).data());
        }
        bytes.writeBytes(layout.tail());
        objects.put(url, bytes.toByteArray());
        chunks.put(url, placed);
        ChunkId last = live.get(live.size() - 1).info().id();
        ChunkId first = live.get(0).info().id();
        database.with(
                "link",
                handle -> handle.execute(
                        """
                insert into archive_part (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk,
                  last_chunk, chunk_count, archived_at)
                select key, ?, project_id, 'test.memory', ?, ?, sha256(?), ?, ?, ?, ?, now() from recording where key = ?
                """,
                        part,
                        url,
                        bytes.size(),
                        bytes.toByteArray(),
                        layout.tailOffset(),
                        first.value(),
                        last.value(),
                        live.size(),
                        recording.key().value()));
        remove(recording, last, part);
    }

    private void remove(Recording recording, ChunkId last, int part) {
        database.with("remove", handle -> {
            handle.execute(
                    """
                    update recording set state = 'archived', parts = ?, archived_through = ?, removed_through = ?,
                      live_bytes = 0, live_from = null, live_to = null where key = ?
                    """, part, last.value(), last.value(), recording.key().value());
            return handle.execute(
                    "delete from chunk where recording = ?", recording.key().value());
        });
    }

    Optional<byte[]> object(String url) {
        return Optional.ofNullable(objects.get(url));
    }
}
