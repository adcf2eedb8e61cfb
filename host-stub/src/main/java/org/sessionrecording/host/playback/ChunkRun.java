package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.playback.PlacedChunks.PartRun;
import org.sessionrecording.host.store.ChunkReader;

/**
 * Chunks that follow one another, joined to one raw deflate stream that inflates alone: with a comma between them, and an
 * end. The first one always, then as many as fit into {@link #MOST_BYTES}; whoever asked for more asks again. They come from
 * the database or by one range of each part, wherever they lie by then; a removal between two pages changes only that.
 */
final class ChunkRun {
    static final int MOST_BYTES = 4 << 20;

    private final RecordingStores stores;
    private final Archives archives;
    private final KnownParts known;
    private final ProjectId project;
    private final RecordingKey recording;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ChunkId after;

    ChunkRun(
            RecordingStores stores,
            Archives archives,
            KnownParts known,
            ProjectId project,
            RecordingKey recording,
            ChunkId first) {
        this.stores = stores;
        this.archives = archives;
        this.known = known;
        this.project = project;
        this.recording = recording;
        this.after = before(first);
    }

    /** Sends the chunks from the first up to {@code last}, both included. */
    void send(Context context, ChunkId last) {
        read(last);
        if (out.size() == 0) {
            throw new ApiException(
                    ApiException.Kind.MISSING, "Cannot find chunks: the recording has none from this id on");
        }
        out.writeBytes(GzipMember.end());
        context.disableCompression();
        context.contentType("application/octet-stream");
        // chunks never change
        context.header("Cache-Control", "private, max-age=86400, no-transform");
        context.result(out.toByteArray());
    }

    private void read(ChunkId last) {
        boolean more = true;
        while (more && after.compareTo(last) < 0 && out.size() < MOST_BYTES) {
            try {
                more = readPage(last);
            } catch (CorruptChunkException e) {
                if (out.size() == 0) {
                    throw Unplayable.corrupt(e);
                }
                return; // what is sound before it goes out; whoever asks for it next is told
            }
        }
    }

    /** False once nothing more fits, or is asked for. */
    private boolean readPage(ChunkId last) {
        ChunkReader.Page<Chunk> page = page();
        return page.archived() ? readParts(page.recording().removedThrough(), last) : addAll(page.chunks(), last);
    }

    /** As many as fit; the next one alone where one of them rotted. */
    private ChunkReader.Page<Chunk> page() {
        try {
            return page(MOST_BYTES - out.size());
        } catch (CorruptChunkException e) {
            return page(1);
        }
    }

    private ChunkReader.Page<Chunk> page(long mostBytes) {
        return stores.chunks()
                .chunks(recording, after, mostBytes)
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING, "Cannot find the recording: it was erased meanwhile"));
    }

    private boolean addAll(List<Chunk> chunks, ChunkId last) {
        for (Chunk chunk : chunks) {
            if (chunk.info().id().compareTo(last) > 0 || !fits(chunk.info())) {
                return false;
            }
            add(chunk);
        }
        return !chunks.isEmpty();
    }

    /** By one range of each part. False once nothing more fits, or no part holds what follows. */
    private boolean readParts(ChunkId removed, ChunkId last) {
        ChunkId begin = after;
        for (ArchivePart part : stores.links().parts(recording)) {
            if (part.lastChunk().compareTo(after) <= 0 || part.firstChunk().compareTo(last) > 0) {
                continue;
            }
            List<ArchivedChunk> wanted = known.of(project, part, () -> archives.chunks(project, part)).stream()
                    .filter(chunk -> isBetween(chunk.info().id(), removed, last))
                    .toList();
            List<ArchivedChunk> fitting = fitting(wanted);
            new PartRead(archives, project, new PartRun(part, fitting)).forEach(info -> true, this::add);
            if (fitting.size() < wanted.size()) {
                return false;
            }
        }
        return after.compareTo(begin) > 0;
    }

    private boolean isBetween(ChunkId id, ChunkId removed, ChunkId last) {
        return id.compareTo(after) > 0 && id.compareTo(last) <= 0 && id.compareTo(removed) <= 0;
    }

    private List<ArchivedChunk> fitting(List<ArchivedChunk> wanted) {
        List<ArchivedChunk> fitting = new ArrayList<>();
        long size = out.size();
        for (ArchivedChunk chunk : wanted) {
            size += chunk.info().bytes();
            if (size > MOST_BYTES && size > chunk.info().bytes()) {
                break;
            }
            fitting.add(chunk);
        }
        return fitting;
    }

    private boolean fits(ChunkInfo info) {
        return out.size() == 0 || out.size() + info.bytes() <= MOST_BYTES;
    }

    private void add(Chunk chunk) {
        if (out.size() > 0) {
            out.writeBytes(GzipMember.separator());
        }
        out.writeBytes(chunk.data());
        after = chunk.info().id();
    }

    private static ChunkId before(ChunkId id) {
        return new ChunkId(id.value() - 1);
    }
}
