package org.sessionrecording.host.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.time.HostClock;

/**
 * Takes archived chunks out of the database: only the recordings' rows change, the bytes go with their partition. A row
 * changes only under the run's lease and where a committed part ends exactly at the chunk asked for.
 */
final class Removals {
    /** Rows are locked in key order, so that two writers never wait for each other. */
    static final String LOCK =
            "select key from recording where key = any(:keys) and project_id = :project order by key for update";

    /** Gives those that are gone now, and those that were before. */
    private static final String REMOVE = """
            with asked as (select * from unnest(:keys, :throughs) as a (key, through)),
            gone as (
              select r.key, a.through, coalesce(d.first, r.live_from) as first, coalesce(d.last, r.live_to) as last
              from asked a
              join recording r on r.key = a.key
              left join lateral (
                select min(c.day) as first, max(c.day) as last from chunk c
                where a.through < r.last_chunk and c.recording = r.key and c.id > a.through
                  and c.day between r.live_from and r.live_to) d on true
              where r.project_id = :project and r.removed_through < a.through and r.archived_through >= a.through
                and (not r.pinned or r.kept_until <= :now) and r.quarantined is null
                and (r.restored_until is null or r.restored_until <= :now)
                and exists (select from archive_part p where p.recording = r.key and p.last_chunk = a.through)),
            removed as (
              update recording u
              set removed_through = g.through,
                  state = case when u.state = 'restored' then 'archived' else u.state end, restored_until = null,
                  live_from = case when g.through < u.last_chunk then g.first end,
                  live_to = case when g.through < u.last_chunk then g.last end
              from gone g where u.key = g.key
              returning u.key)
            select key from removed
            union all
            select r.key from asked a
            join recording r on r.key = a.key and r.project_id = :project and r.removed_through >= a.through
            order by key
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;

    Removals(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    List<RecordingKey> remove(List<Removal> removals, Lease lease) {
        if (removals.isEmpty()) {
            return List.of();
        }
        long[] keys = removals.stream().mapToLong(r -> r.recording().value()).toArray();
        long[] throughs = removals.stream().mapToLong(r -> r.through().value()).toArray();
        return database.inRepeatedTransaction("remove archived chunks", handle -> {
            guard.requireHeld(handle, lease);
            lock(handle, project, keys);
            return handle.createQuery(REMOVE)
                    .bind("keys", keys)
                    .bind("throughs", throughs)
                    .bind("project", project.value())
                    .bind("now", Sql.at(clock.instant()))
                    .map((row, context) -> new RecordingKey(row.getLong("key")))
                    .list();
        });
    }

    /** Locks rows of recordings of a project until the transaction ends. */
    static void lock(Handle transaction, ProjectId project, long[] keys) {
        transaction
                .createQuery(LOCK)
                .bind("keys", keys)
                .bind("project", project.value())
                .mapTo(long.class)
                .list();
    }
}
