package org.sessionrecording.host.playback;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.web.Rejection;

/** One excerpt of one recording, for one request. */
final class OpenExcerpt {
    /** Whose recording it is, where that is not shared. */
    private static final DistinctId NOBODY = new DistinctId("shared");

    private final RecordingStores stores;
    private final Archives archives;
    private final ExcerptPlans plans;
    private final ProjectId project;
    private final Recording recording;
    private final Excerpt excerpt;
    private final ChunkSource source;

    OpenExcerpt(
            RecordingStores stores,
            Archives archives,
            ExcerptPlans plans,
            ProjectId project,
            Recording recording,
            Excerpt excerpt) {
        this.stores = stores;
        this.archives = archives;
        this.plans = plans;
        this.project = project;
        this.recording = recording;
        this.excerpt = excerpt;
        this.source = new ChunkSource(stores, archives, project, recording.key());
    }

    /** Its chunks, as they are when asked for; one that was made before is used as long as no chunk came. */
    ExcerptPlan plan() {
        return plans.find(key(recording)).orElseGet(() -> plan(place()));
    }

    private PlacedChunks place() {
        return new DocumentPlanner(stores, archives, project).place(recording.key());
    }

    private ExcerptPlan plan(PlacedChunks placed) {
        ExcerptPlans.Key key = key(placed.recording());
        return plans.find(key).orElseGet(() -> {
            long skew = stores.recordings().skewMillis(recording.key());
            ExcerptPlan plan = new ExcerptPlanner(excerpt, skew, this::read).plan(placed.infos());
            plans.put(key, plan);
            return plan;
        });
    }

    private ExcerptPlans.Key key(Recording of) {
        return new ExcerptPlans.Key(of.key(), of.lastChunk(), of.expiredThrough(), of.snapshotCount(), excerpt);
    }

    private Chunk read(ChunkInfo info) {
        return source.page(new ChunkId(info.id().value() - 1), info.id(), 1).stream()
                .findFirst()
                .orElseGet(() -> new Chunk(info, source.archived(info)));
    }

    /** @throws Rejection 404 where the excerpt holds no such chunk */
    byte[] chunk(ChunkId id) {
        ExcerptChunk chunk = plan().byId().get(id);
        if (chunk == null) {
            throw new Rejection(404, "Cannot find chunk " + id + ": the recording has none of this id");
        }
        return chunk.bytes(read(chunk.stored()).data());
    }

    /**
     * Chunks of the excerpt from one id to another, both included, or as many as an answer holds, as {@link ChunkRun} joins them.
     *
     * @throws Rejection 404 where it holds none there
     */
    byte[] run(ChunkId first, ChunkId last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ExcerptChunk chunk : plan().chunks()) {
            ChunkId id = chunk.stored().id();
            boolean asked = id.compareTo(first) >= 0 && id.compareTo(last) <= 0;
            if (asked && out.size() > 0 && out.size() + chunk.shown().bytes() > ChunkRun.MOST_BYTES) {
                break;
            }
            if (asked) {
                if (out.size() > 0) {
                    out.writeBytes(GzipMember.separator());
                }
                out.writeBytes(chunk.bytes(read(chunk.stored()).data()));
            }
        }
        if (out.size() == 0) {
            throw new Rejection(404, "Cannot find chunks: the recording has none between these ids");
        }
        out.writeBytes(GzipMember.end());
        return out.toByteArray();
    }

    /** The recording as it may be told. */
    Recording disguised() {
        ExcerptPlan plan = plan();
        Instant start = plan.start().orElse(recording.start());
        Instant end = plan.end().orElse(start);
        RecordingName name = excerpt.person() ? recording.name() : new RecordingName(NOBODY, start);
        return new Recording(
                recording.key(),
                name,
                excerpt.person() ? recording.sessionId() : NOBODY.value(),
                start,
                end,
                plan.snapshots(),
                0,
                0,
                0,
                recording.state(),
                recording.lastChunk(),
                recording.archivedThrough(),
                recording.removedThrough(),
                recording.expiredThrough(),
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                facts(),
                false);
    }

    private Facts facts() {
        if (!excerpt.person()) {
            return Facts.none();
        }
        Facts whole = recording.factsCut() ? stores.recordings().wholeFacts(recording.key()) : recording.facts();
        return excerpt.isSpan() ? SpanFacts.within(whole, excerpt) : whole;
    }

    Document document() {
        PlacedChunks placed = place();
        ExcerptPlan plan = plan(placed);
        Recording told = disguised();
        ArchiveDocument layout = ArchiveDocument.layOut(
                new ArchiveDocument.Header(1, told.name(), told.sessionId(), told.start(), told.end(), told.facts()),
                plan.shown());
        List<Segment> segments = new ArrayList<>(List.of(new Segment.Bytes(layout.head())));
        for (Segment chunks : segments(placed, plan)) {
            if (segments.size() > 1) {
                segments.add(new Segment.Bytes(GzipMember.separator()));
            }
            segments.add(chunks);
        }
        segments.add(new Segment.Bytes(layout.tail()));
        return Document.of(segments, layout, plan.shown());
    }

    /** Whole chunks that lie side by side are read in one go. */
    private List<Segment> segments(PlacedChunks placed, ExcerptPlan plan) {
        List<Segment> segments = new ArrayList<>();
        for (PlacedChunks.PartRun run : placed.runs()) {
            addArchived(segments, run, plan);
        }
        List<ChunkInfo> whole = new ArrayList<>();
        for (ChunkInfo info : placed.live()) {
            ExcerptChunk chunk = plan.byId().get(info.id());
            if (chunk != null && chunk.isWhole()) {
                whole.add(info);
                continue;
            }
            addLive(segments, whole);
            if (chunk != null) {
                segments.add(cut(chunk));
            }
        }
        addLive(segments, whole);
        return segments;
    }

    private void addLive(List<Segment> segments, List<ChunkInfo> whole) {
        if (!whole.isEmpty()) {
            segments.add(new LiveSegment(source, List.copyOf(whole)));
            whole.clear();
        }
    }

    private void addArchived(List<Segment> segments, PlacedChunks.PartRun run, ExcerptPlan plan) {
        ArchivePart part = run.part();
        Map<Long, Integer> open = new HashMap<>();
        for (ArchivedChunk archived : run.chunks()) {
            ExcerptChunk chunk = plan.byId().get(archived.info().id());
            if (chunk == null) {
                continue;
            }
            if (!chunk.isWhole()) {
                segments.add(cut(chunk));
                continue;
            }
            long end = archived.offset() + archived.info().bytes();
            @Nullable Integer before = open.remove(archived.offset() - GzipMember.SEPARATOR_LENGTH);
            if (before != null && before == segments.size() - 1) {
                long from = ((PartSegment) segments.get(before)).offset();
                segments.set(before, new PartSegment(archives, project, part, from, end - from));
            } else {
                segments.add(new PartSegment(
                        archives,
                        project,
                        part,
                        archived.offset(),
                        archived.info().bytes()));
            }
            open.put(end, segments.size() - 1);
        }
    }

    private Segment cut(ExcerptChunk chunk) {
        return new CutSegment(
                chunk.shown().bytes(), () -> chunk.bytes(read(chunk.stored()).data()));
    }
}
