package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.ListRequest;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.RecordingList;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.EntityTags;
import org.sessionrecording.host.web.Rejection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings by the names that stand in links, with their documents and chunks, wherever the bytes lie. For the API's routes
 * and the pages. Safe for use from any thread.
 */
public final class RecordingDocuments {
    private static final Logger log = LoggerFactory.getLogger(RecordingDocuments.class);
    private static final Duration WATCH_NOTED = Duration.ofMinutes(1);

    private final Database database;
    private final HostClock clock;
    private final Projects projects;
    private final Archives archives;
    private final KnownParts known = new KnownParts();
    private final Tombstones tombstones;

    public RecordingDocuments(Database database, HostClock clock, Projects projects, Extensions extensions) {
        this.database = database;
        this.clock = clock;
        this.projects = projects;
        this.archives = new Archives(extensions);
        this.tombstones = new Tombstones(database);
    }

    /** A recording by the two segments of its path, which are compared as they are. */
    public Optional<Recording> find(ProjectId project, String escapedId, String timestamp) {
        Instant at;
        try {
            at = Timestamps.parseBasic(timestamp);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return stores(project).recordings().find(escapedId, at);
    }

    /**
     * As {@link #find}.
     *
     * @throws Rejection 410 with the date where it was erased
     */
    public Recording require(ProjectId project, String escapedId, String timestamp) {
        return find(project, escapedId, timestamp).orElseThrow(() -> erasedAt(project, escapedId, timestamp)
                .<ApiException>map(RecordingDocuments::erased)
                .orElseGet(() -> new ApiException(
                        ApiException.Kind.MISSING, "Cannot find the recording: the project has none of this name")));
    }

    /** When a recording that is not there was erased; empty where it was not. */
    public Optional<Instant> erasedAt(ProjectId project, String escapedId, String timestamp) {
        return tombstones.erasedAt(project, tombstones.path(project, escapedId + "/" + timestamp));
    }

    /** 410, with the date. */
    public static Rejection erased(Instant at) {
        String text = Timestamps.rfc3339(at);
        return new Rejection(
                410,
                "Cannot play the recording: it was erased on " + text + ", for good",
                Map.of("erased_at", text),
                Map.of());
    }

    public List<Recording> list(ProjectId project, RecordingQuery query) {
        return stores(project).recordings().list(query);
    }

    /** In which days of its lists begin. */
    public ZoneId zone(ProjectId project) {
        return projects.find(project).map(ProjectRow::zone).orElse(ZoneOffset.UTC);
    }

    /** A page of the list of recordings. */
    public RecordingList.Page page(ProjectId project, ListRequest request) {
        return new RecordingList(database, clock, project).page(request);
    }

    /** Linked parts of a recording, in order. */
    public List<ArchivePart> parts(ProjectId project, Recording recording) {
        return stores(project).links().parts(recording.key());
    }

    /** When retention may take a recording; empty where it will not, or has. */
    public Optional<Instant> expiry(ProjectId project, Recording recording) {
        return RecordingJson.expiry(recording, retention(project));
    }

    Map<String, @Nullable Object> json(ProjectId project, Recording recording) {
        return new RecordingJson(stores(project), retention(project)).of(recording);
    }

    List<Map<String, @Nullable Object>> json(ProjectId project, List<Recording> recordings) {
        return new RecordingJson(stores(project), retention(project)).of(recordings);
    }

    /** @throws Rejection 410 with the date where it expired */
    public void requireThere(Recording recording) {
        Unplayable.requireThere(recording);
    }

    /** @throws Rejection 410, 404 or 503 with the reason where it cannot be played */
    private <T> T reading(ProjectId project, Recording recording, Supplier<T> work) {
        RecordingStores stores = stores(project);
        Unplayable.requireThere(recording);
        Unplayable.requireSound(stores, recording);
        return Unplayable.reading(stores, recording, work);
    }

    void sendDocument(Context context, ProjectId project, Recording recording) throws IOException {
        DocumentAnswer.send(context, document(project, recording));
    }

    Document document(ProjectId project, Recording recording) {
        return reading(project, recording, () -> planner(project).plan(recording));
    }

    /** Of one that was set aside too: whoever reads chunk by chunk plays what is sound. 304 where nothing changed. */
    void sendChunks(Context context, ProjectId project, Recording recording) throws IOException {
        Unplayable.requireThere(recording);
        ChunkId after = ChunkListAnswer.after(context);
        context.header("Cache-Control", "private, no-cache");
        if (!EntityTags.noneMatch(context, ChunkListAnswer.tag(recording))) {
            context.header("ETag", "\"" + ChunkListAnswer.tag(recording) + "\"").status(304);
            return;
        }
        PlacedChunks placed = Unplayable.reading(
                stores(project), recording, () -> planner(project).place(recording.key(), after));
        context.header("ETag", "\"" + ChunkListAnswer.tag(placed.recording()) + "\"");
        ChunkListAnswer.send(context, placed, Optional.of(clock.instant()));
    }

    void sendChunk(Context context, ProjectId project, Recording recording, long id) {
        Unplayable.requireThere(recording);
        try {
            ChunkAnswer.send(context, new ChunkSource(stores(project), archives, project, recording.key()), id);
        } catch (CorruptChunkException e) {
            throw Unplayable.corrupt(e);
        }
    }

    /** The chunks {@code first} to {@code last}, or as many of them as one answer holds, as one raw deflate stream. */
    void sendRun(Context context, ProjectId project, Recording recording, long first, long last) {
        Unplayable.requireThere(recording);
        RecordingStores stores = stores(project);
        ChunkRun run = new ChunkRun(stores, archives, known, project, recording.key(), new ChunkId(first));
        Unplayable.reading(stores, recording, () -> {
            run.send(context, new ChunkId(last));
            return run;
        });
    }

    /**
     * Hands on all chunks of a recording, one by one, wherever they lie; none of one that expired.
     *
     * @param wanted asked before the bytes are read
     */
    public void forEachChunk(
            ProjectId project, Recording recording, Predicate<ChunkInfo> wanted, Consumer<Chunk> consumer) {
        PlacedChunks placed = planner(project).place(recording.key());
        ChunkSource source = new ChunkSource(stores(project), archives, project, recording.key());
        placed.runs().forEach(run -> new PartRead(archives, project, run).forEach(wanted, consumer));
        for (ChunkInfo info : placed.live()) {
            if (wanted.test(info)) {
                List<Chunk> live = source.page(new ChunkId(info.id().value() - 1), info.id(), 1);
                consumer.accept(live.isEmpty() ? new Chunk(info, source.archived(info)) : live.get(0));
            }
        }
    }

    /**
     * Notes that a person looks at a recording; a request by an API key is no person. Some writes a minute for a recording at
     * most, and none that fails keeps anybody from watching.
     */
    public void noteWatched(Caller caller, ProjectId project, Recording recording) {
        boolean justNoted = recording
                .watchedAt()
                .filter(at -> at.plus(WATCH_NOTED).isAfter(clock.instant()))
                .isPresent();
        if (caller.how() != Caller.How.SESSION || justNoted) {
            return;
        }
        try {
            stores(project).recordings().noteWatched(recording.key());
        } catch (ApiException e) {
            log.warn("Cannot note that recording {} is watched: {}", recording.key(), e.getMessage());
        }
    }

    /** Lets retention take what was brought back. */
    public void endRestore(ProjectId project, Recording recording) {
        stores(project).recordings().endRestore(recording.key());
    }

    public void pin(ProjectId project, Recording recording, Optional<Instant> until) {
        stores(project).recordings().pin(recording.key(), until);
    }

    public void unpin(ProjectId project, Recording recording) {
        stores(project).recordings().unpin(recording.key());
    }

    private DocumentPlanner planner(ProjectId project) {
        return new DocumentPlanner(stores(project), archives, project);
    }

    private RecordingStores stores(ProjectId project) {
        return RecordingStores.of(database, clock, project);
    }

    private Optional<Duration> retention(ProjectId project) {
        return projects.find(project).flatMap(ProjectRow::retention);
    }
}
