package org.sessionrecording.host.playback;

import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.FactsJson;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Rejection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings as people without login see them: only an excerpt, cut here, wherever the bytes lie. Nothing that stands outside
 * of it leaves the host, nor where anything is stored. Safe for use from any thread.
 */
public final class SharedRecordings {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRecordings.class);

    private final Database database;
    private final HostClock clock;
    private final Archives archives;
    private final ExcerptPlans plans = new ExcerptPlans();

    public SharedRecordings(Database database, HostClock clock, Extensions extensions) {
        this.database = database;
        this.clock = clock;
        this.archives = new Archives(extensions);
    }

    public Optional<Recording> find(ProjectId project, RecordingKey key) {
        return stores(project).recordings().find(key);
    }

    /** Notes that somebody watched it, as far as retention asks. */
    public void noteWatched(ProjectId project, RecordingKey key) {
        stores(project).recordings().noteWatched(key);
    }

    /** From when to when an excerpt shows anything: it begins at a full snapshot. Empty where it shows nothing. */
    public Optional<Shown> shown(ProjectId project, Recording recording, Excerpt excerpt) {
        ExcerptPlan plan = open(project, recording, excerpt).plan();
        return plan.start().flatMap(start -> plan.end().map(end -> new Shown(start, end, plan.snapshots())));
    }

    /** What there is to see. */
    public record Shown(Instant start, Instant end, long snapshots) {}

    /** The recording as it may be told, to pages and scripts: without visitor and facts where they are not shared. */
    public Recording disguised(ProjectId project, Recording recording, Excerpt excerpt) {
        return reading(recording, () -> open(project, recording, excerpt)).disguised();
    }

    /** What is shared of a recording, as JSON; its storage is nobody's business. */
    public Map<String, @Nullable Object> json(ProjectId project, Recording recording, Excerpt excerpt) {
        Recording told = disguised(project, recording, excerpt);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (excerpt.person()) {
            json.put("distinct_id", told.name().distinctId().value());
            json.put("session_id", told.sessionId());
        }
        json.put("timestamp", Timestamps.basic(told.name().timestamp()));
        json.put("start", Timestamps.rfc3339(told.start()));
        json.put("end", Timestamps.rfc3339(told.end()));
        json.put("duration_ms", Duration.between(told.start(), told.end()).toMillis());
        json.put("snapshot_count", told.snapshotCount());
        json.put("shared", true);
        json.put("facts", new RawValue(FactsJson.write(told.facts())));
        return json;
    }

    public void sendDocument(Context context, ProjectId project, Recording recording, Excerpt excerpt)
            throws IOException {
        Document document =
                reading(recording, () -> open(project, recording, excerpt).document());
        DocumentAnswer.send(context, document);
    }

    public void sendChunks(Context context, ProjectId project, Recording recording, Excerpt excerpt)
            throws IOException {
        ChunkId after = ChunkListAnswer.after(context);
        ExcerptPlan plan =
                reading(recording, () -> open(project, recording, excerpt).plan());
        List<ChunkInfo> shown = plan.chunks().stream()
                .filter(chunk -> chunk.stored().id().compareTo(after) > 0)
                .map(ExcerptChunk::shown)
                .toList();
        // a span does not grow
        ChunkListAnswer.send(context, shown, Optional.of(clock.instant()).filter(now -> !excerpt.isSpan()));
    }

    /** Whether a player that shows a recording already asks what came since: that is no view of its own. */
    public static boolean asksForMore(Context context) {
        return !ChunkListAnswer.after(context).equals(ChunkId.NONE);
    }

    public void sendChunk(Context context, ProjectId project, Recording recording, Excerpt excerpt, long id) {
        byte[] bytes =
                reading(recording, () -> open(project, recording, excerpt).chunk(new ChunkId(id)));
        ChunkAnswer.send(context, bytes, "no-store, no-transform");
    }

    /** The chunks {@code first} to {@code last} that are shared, or as many of them as one answer holds, as one stream. */
    public void sendRun(
            Context context, ProjectId project, Recording recording, Excerpt excerpt, long first, long last) {
        byte[] bytes =
                reading(recording, () -> open(project, recording, excerpt).run(new ChunkId(first), new ChunkId(last)));
        ChunkAnswer.send(context, bytes, "no-store, no-transform");
    }

    /** @throws Rejection 410 where it expired; 503 without any detail where it cannot be read now */
    private static <T> T reading(Recording recording, Supplier<T> work) {
        Unplayable.requireThere(recording);
        try {
            return work.get();
        } catch (Rejection e) {
            if (e.status() == 410 || e.status() == 404) {
                throw e;
            }
            throw unreadable(recording, e);
        } catch (ApiException e) {
            throw unreadable(recording, e);
        }
    }

    private static Rejection unreadable(Recording recording, ApiException e) {
        LOG.warn("Cannot show shared recording {}", recording.key(), e);
        return new Rejection(503, "Cannot play the shared recording: it cannot be read now (try again later)");
    }

    private OpenExcerpt open(ProjectId project, Recording recording, Excerpt excerpt) {
        return new OpenExcerpt(stores(project), archives, plans, project, recording, excerpt);
    }

    private RecordingStores stores(ProjectId project) {
        return RecordingStores.of(database, clock, project);
    }
}
