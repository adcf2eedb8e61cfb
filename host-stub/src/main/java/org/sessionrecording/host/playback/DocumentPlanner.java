package org.sessionrecording.host.playback;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.playback.PlacedChunks.PartRun;
import org.sessionrecording.host.store.ChunkReader;

/** Decides where each byte of a recording's document comes from: database, archive or both. Reads no chunk bytes. */
final class DocumentPlanner {
    private static final int PAGE = 500;
    private static final int TRIES = 5;
    private static final int TRAILER = 4;

    private final RecordingStores stores;
    private final Archives archives;
    private final ProjectId project;

    DocumentPlanner(RecordingStores stores, Archives archives, ProjectId project) {
        this.stores = stores;
        this.archives = archives;
        this.project = project;
    }

    /** The document of a recording as it is now. */
    Document plan(Recording recording) {
        PlacedChunks placed = place(recording.key());
        if (placed.isOnePart()) {
            return asItIs(placed.runs().get(0));
        }
        return merged(placed);
    }

    /**
     * All chunks of a recording and where they lie; tried again while retention or a restore moves them. What the database
     * has is read there, also where a part holds it too: it plays while the archive is away.
     */
    PlacedChunks place(RecordingKey key) {
        return place(key, ChunkId.NONE);
    }

    /** As {@link #place(RecordingKey)}, of the chunks after one; parts that hold none of them are not even looked at. */
    PlacedChunks place(RecordingKey key, ChunkId after) {
        for (int i = 0; i < TRIES; i++) {
            List<ArchivePart> parts = stores.links().parts(key);
            ChunkId archived =
                    parts.isEmpty() ? ChunkId.NONE : parts.get(parts.size() - 1).lastChunk();
            ChunkId removed = stores.recordings()
                    .find(key)
                    .orElseThrow(DocumentPlanner::gone)
                    .removedThrough();
            List<ChunkInfo> live = new ArrayList<>();
            Recording recording = readLive(key, later(removed, after), live);
            if (recording != null
                    && recording.removedThrough().equals(removed)
                    && recording.archivedThrough().equals(later(archived, recording.expiredThrough()))) {
                return new PlacedChunks(recording, runs(parts, after, removed), live);
            }
        }
        throw new ApiException(
                ApiException.Kind.CONFLICT, "Cannot read the recording: it is being moved (try again in a moment)");
    }

    /** Of each part the chunks that the database no longer has; parts that it has whole are not even looked at. */
    private List<PartRun> runs(List<ArchivePart> parts, ChunkId after, ChunkId removed) {
        List<PartRun> runs = new ArrayList<>();
        for (ArchivePart part : parts) {
            if (part.firstChunk().compareTo(removed) <= 0 && part.lastChunk().compareTo(after) > 0) {
                List<ArchivedChunk> chunks = archives.chunks(project, part).stream()
                        .filter(chunk -> chunk.info().id().compareTo(removed) <= 0)
                        .filter(chunk -> chunk.info().id().compareTo(after) > 0)
                        .toList();
                if (!chunks.isEmpty()) {
                    runs.add(new PartRun(part, chunks));
                }
            }
        }
        return runs;
    }

    private static ChunkId later(ChunkId one, ChunkId other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** @return the recording as it was with the last page; null where a page came too late */
    private @org.jspecify.annotations.Nullable Recording readLive(
            RecordingKey key, ChunkId after, List<ChunkInfo> into) {
        ChunkId last = after;
        while (true) {
            ChunkReader.Page<ChunkInfo> page =
                    stores.chunks().infos(key, last, PAGE).orElseThrow(DocumentPlanner::gone);
            if (page.archived()) {
                return null;
            }
            if (page.last() || last.compareTo(page.recording().lastChunk()) >= 0) {
                return page.recording();
            }
            into.addAll(page.chunks());
            last = into.get(into.size() - 1).id();
        }
    }

    private static ApiException gone() {
        return new ApiException(ApiException.Kind.MISSING, "Cannot find the recording: it was erased meanwhile");
    }

    private Document asItIs(PartRun run) {
        ArchivePart part = run.part();
        ByteArrayOutputStream trailer = new ByteArrayOutputStream();
        PartSegment whole = new PartSegment(archives, project, part, 0, part.bytes());
        try {
            whole.write(part.bytes() - TRAILER, part.bytes(), trailer);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write to memory", e);
        }
        long plain =
                run.chunks().stream().mapToLong(chunk -> chunk.info().length()).sum();
        return new Document(
                List.of(whole), part.sha256(), part.bytes(), Document.plainLength(plain, trailer.toByteArray()));
    }

    private Document merged(PlacedChunks placed) {
        Recording recording = placed.recording();
        ArchiveDocument layout = ArchiveDocument.layOut(
                new ArchiveDocument.Header(
                        1,
                        recording.name(),
                        recording.sessionId(),
                        recording.start(),
                        recording.end(),
                        facts(recording)),
                placed.infos());
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment.Bytes(layout.head()));
        placed.runs().forEach(run -> add(segments, segment(run)));
        if (!placed.live().isEmpty()) {
            ChunkSource source = new ChunkSource(stores, archives, project, recording.key());
            add(segments, new LiveSegment(source, placed.live()));
        }
        segments.add(new Segment.Bytes(layout.tail()));
        return Document.of(segments, layout, placed.infos());
    }

    /** Whole, where the host has them. */
    private Facts facts(Recording recording) {
        return recording.factsCut() ? stores.recordings().wholeFacts(recording.key()) : recording.facts();
    }

    private static void add(List<Segment> segments, Segment chunks) {
        if (segments.size() > 1) {
            segments.add(new Segment.Bytes(GzipMember.separator()));
        }
        segments.add(chunks);
    }

    private Segment segment(PartRun run) {
        return new PartSegment(archives, project, run.part(), run.begin(), run.end() - run.begin());
    }
}
