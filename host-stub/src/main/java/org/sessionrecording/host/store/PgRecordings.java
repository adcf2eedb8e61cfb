package org.sessionrecording.host.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.time.HostClock;

/** The recordings of one project in PostgreSQL; every statement names the project. Safe for use from any thread. */
public final class PgRecordings implements Recordings {
    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final RecordingFinder finder;
    private final ChunkQueries chunks;
    private final Holdings holdings;
    private final Removals removals;
    private final Restores restores;
    private final Expiry expiry;
    private final Repeats repeats;

    public PgRecordings(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.finder = new RecordingFinder(database, clock, project);
        this.chunks = new ChunkQueries(database, project);
        this.holdings = new Holdings(database, clock, project);
        this.removals = new Removals(database, clock, project);
        this.restores = new Restores(database, clock, project);
        this.expiry = new Expiry(database, clock, project);
        this.repeats = new Repeats(database, clock, project);
    }

    @Override
    public Optional<Recording> find(RecordingName name) {
        return finder.find(name);
    }

    /** By the two halves of its path as they stand in links; the escaped form is compared, never read back. */
    public Optional<Recording> find(String escapedId, Instant timestamp) {
        return Texts.isStorable(escapedId) ? finder.find(escapedId, timestamp) : Optional.empty();
    }

    @Override
    public Optional<Recording> findByPath(String path) {
        String[] halves = path.split("/", -1);
        try {
            return halves.length == 2 ? find(halves[0], Timestamps.parseBasic(halves[1])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no timestamp, so nobody's
        }
    }

    @Override
    public Optional<Recording> find(RecordingKey key) {
        return finder.find(key);
    }

    /** What is added to the instants within a recording's snapshots; 0 where it is gone. */
    public long skewMillis(RecordingKey recording) {
        return finder.skewMillis(recording);
    }

    @Override
    public Facts wholeFacts(RecordingKey recording) {
        return finder.wholeFacts(recording);
    }

    @Override
    public List<Recording> list(RecordingQuery query) {
        return finder.list(query);
    }

    @Override
    public List<Recording> due(Due due, RecordingKey after, int limit) {
        return finder.due(due, after, limit);
    }

    @Override
    public Totals dueTotals(Due due) {
        return finder.dueTotals(due);
    }

    @Override
    public long dueShared(Due due) {
        return finder.dueShared(due);
    }

    @Override
    public Inventory inventory(Due due) {
        return holdings.inventory(due);
    }

    @Override
    public Budget budget(long bytes, boolean neverWatchedFirst, Instant newest) {
        return holdings.budget(bytes, neverWatchedFirst, newest);
    }

    @Override
    public List<Chunk> liveChunks(List<Recording> recordings) {
        return chunks.live(recordings);
    }

    @Override
    public List<Chunk> chunks(RecordingKey recording, ChunkId after, long maxBytes) {
        return chunks.page(recording, after, maxBytes);
    }

    @Override
    public List<ChunkInfo> chunkInfos(RecordingKey recording, ChunkId after, int limit) {
        return chunks.infos(recording, after, limit);
    }

    @Override
    public List<RecordingKey> removeArchived(List<Removal> asked, Lease lease) {
        return removals.remove(asked, lease);
    }

    @Override
    public List<RecordingKey> expire(List<Removal> asked, Lease lease) {
        return expiry.expire(asked, lease);
    }

    @Override
    public int dropRepeats(RecordingKey recording, List<ChunkId> late, Lease lease) {
        return repeats.drop(recording, late, lease);
    }

    /** Notes that somebody watches a recording, at most once a minute; nothing happens where it is gone. */
    public void noteWatched(RecordingKey recording) {
        database.with("note that a recording is watched", handle -> handle.createUpdate("""
                        update recording set watched_at = :now
                        where key = :key and project_id = :project
                          and (watched_at is null or watched_at < :now - interval '1 minute')
                        """)
                .bind("now", Sql.at(clock.instant()))
                .bind("key", recording.value())
                .bind("project", project.value())
                .execute());
    }

    @Override
    public boolean restore(RecordingKey recording, ChunkId before, List<Chunk> restored, Instant until, Lease lease) {
        return restores.restore(recording, before, restored, until, lease);
    }

    @Override
    public void endRestore(RecordingKey recording) {
        change("end a restore", "restored_until = :value", recording, Sql.at(clock.instant()));
    }

    @Override
    public void quarantine(RecordingKey recording, String reason) {
        String assignment = "quarantined = :value, quarantined_at = '" + Timestamps.rfc3339(clock.instant()) + "'";
        change("quarantine a recording", assignment, recording, Texts.stored(reason));
    }

    @Override
    public void release(RecordingKey recording) {
        change("release a recording", "quarantined = :value, quarantined_at = null", recording, null);
    }

    @Override
    public void pin(RecordingKey recording, Optional<Instant> until) {
        change("pin a recording", "pinned = true, kept_until = :value", recording, Sql.at(until));
    }

    @Override
    public void unpin(RecordingKey recording) {
        change("unpin a recording", "pinned = false, kept_until = :value", recording, Sql.at(Optional.empty()));
    }

    @Override
    public void announceRetention(Optional<Duration> keepFor) {
        database.with("announce retention", handle -> handle.createUpdate(
                        "update project set retention_millis = :millis where id = :project")
                .bind("millis", keepFor.map(Duration::toMillis).orElse(null))
                .bind("project", project.value())
                .execute());
    }

    private void change(
            String what, String assignment, RecordingKey recording, @org.jspecify.annotations.Nullable Object value) {
        int changed = database.with(what, handle -> handle.createUpdate(
                        "update recording set " + assignment + " where key = :key and project_id = :project")
                .bind("value", value)
                .bind("key", recording.value())
                .bind("project", project.value())
                .execute());
        if (changed == 0) {
            throw new ApiException(
                    ApiException.Kind.MISSING,
                    "Cannot " + what + ": there is no recording " + recording + " in this project (was it erased?)");
        }
    }
}
