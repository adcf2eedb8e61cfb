package org.sessionrecording.host.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.time.HostClock;

/**
 * Takes late chunks out of the database that say again what parts hold. The only chunks that go one by one: they are few, and
 * their row has to count as if they had never come.
 */
final class Repeats {
    private static final String LOCK = """
            select r.parts > 0 and (not r.pinned or r.kept_until <= :now) and r.quarantined is null
              and (r.restored_until is null or r.restored_until <= :now)
              and not exists (select from archive_intent i where i.recording = r.key)
            from recording r where r.key = :key and r.project_id = :project for update
            """;

    private static final String DELETE = """
            with gone as (
              delete from chunk c using recording r
              where r.key = :key and c.recording = r.key and c.id = any(:ids) and c.id > r.archived_through
                and c.day between r.live_from and r.live_to
              returning c.count, c.length, octet_length(c.data) as bytes)
            select count(*) as chunks, coalesce(sum(count), 0) as snapshots, coalesce(sum(bytes), 0) as stored,
                   coalesce(sum(length), 0) as raw
            from gone
            """;

    private static final String SHRINK = """
            update recording u
            set snapshot_count = u.snapshot_count - :snapshots, stored_bytes = u.stored_bytes - :stored,
                raw_bytes = u.raw_bytes - :raw, live_bytes = u.live_bytes - :stored,
                last_chunk = greatest(u.archived_through, left_over.through),
                live_from = left_over.first, live_to = left_over.last
            from recording r
            cross join lateral (
              select max(c.id) as through, min(c.day) as first, max(c.day) as last from chunk c
              where c.recording = r.key and c.id > r.removed_through and c.day between r.live_from and r.live_to) left_over
            where r.key = :key and u.key = r.key
            """;

    /** As when the last chunk of a recording was linked. */
    private static final String DROP_FACTS = """
            delete from recording_facts f using recording r
            where f.recording = :key and r.key = f.recording and r.archived_through >= r.last_chunk
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;

    Repeats(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    int drop(RecordingKey recording, List<ChunkId> chunks, Lease lease) {
        if (chunks.isEmpty()) {
            return 0;
        }
        return database.inRepeatedTransaction("drop repeats of archived chunks", handle -> {
            guard.requireHeld(handle, lease);
            boolean allowed = handle.createQuery(LOCK)
                    .bind("key", recording.value())
                    .bind("project", project.value())
                    .bind("now", Sql.at(clock.instant()))
                    .mapTo(boolean.class)
                    .findOne()
                    .orElse(false);
            return allowed ? drop(handle, recording, chunks) : 0;
        });
    }

    private static int drop(Handle handle, RecordingKey recording, List<ChunkId> chunks) {
        Gone gone = handle.createQuery(DELETE)
                .bind("key", recording.value())
                .bind("ids", chunks.stream().mapToLong(ChunkId::value).toArray())
                .map((row, context) -> new Gone(
                        row.getInt("chunks"), row.getLong("snapshots"), row.getLong("stored"), row.getLong("raw")))
                .one();
        if (gone.chunks() > 0) {
            handle.createUpdate(SHRINK)
                    .bind("key", recording.value())
                    .bind("snapshots", gone.snapshots())
                    .bind("stored", gone.stored())
                    .bind("raw", gone.raw())
                    .execute();
            handle.createUpdate(DROP_FACTS).bind("key", recording.value()).execute();
        }
        return gone.chunks();
    }

    private record Gone(int chunks, long snapshots, long stored, long raw) {}
}
