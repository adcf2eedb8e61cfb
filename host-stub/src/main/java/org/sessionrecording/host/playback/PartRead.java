package org.sessionrecording.host.playback;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.playback.PlacedChunks.PartRun;

/** Chunks of one part one by one, in one read that begins at the first and ends behind the last that is wanted. */
record PartRead(Archives archives, ProjectId project, PartRun run) {
    void forEach(Predicate<ChunkInfo> wanted, Consumer<Chunk> consumer) {
        List<ArchivedChunk> chunks =
                run.chunks().stream().filter(chunk -> wanted.test(chunk.info())).toList();
        if (chunks.isEmpty()) {
            return;
        }
        PartRun asked = new PartRun(run.part(), chunks);
        try (InputStream in = archives.open(project, run.part(), asked.begin(), asked.end() - asked.begin())) {
            long at = asked.begin();
            for (ArchivedChunk chunk : chunks) {
                in.skipNBytes(chunk.offset() - at);
                byte[] data = in.readNBytes(chunk.info().bytes());
                if (data.length < chunk.info().bytes()) {
                    throw new EOFException();
                }
                at = chunk.offset() + data.length;
                consumer.accept(new Chunk(chunk.info(), data));
            }
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read part " + run.part().part() + " of the recording: the archive's answer broke off",
                    e);
        }
    }
}
