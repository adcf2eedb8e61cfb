package org.sessionrecording.host.store;

import java.util.List;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.time.HostClock;

/**
 * Gives chunks up for good. As with {@link Removals} only the recordings' rows change, and the bytes go with their
 * partition; what the row keeps of a recording of which nothing is left are its name, its times and its counts.
 */
final class Expiry {
    private static final String EXPIRE = """
            with asked as (select * from unnest(:keys, :throughs) as a (key, through)),
            gone as (
              select r.key, a.through, d.first, d.last, coalesce(d.bytes, 0) as bytes,
                     a.through = r.last_chunk and r.parts = 0 as whole
              from asked a
              join recording r on r.key = a.key
              left join lateral (
                select min(c.day) as first, max(c.day) as last, sum(octet_length(c.data)) as bytes from chunk c
                where a.through < r.last_chunk and c.recording = r.key and c.id > a.through
                  and c.day between r.live_from and r.live_to) d on true
              where r.project_id = :project and r.archived_through < a.through and a.through <= r.last_chunk
                and (not r.pinned or r.kept_until <= :now) and r.quarantined is null
                and (r.restored_until is null or r.restored_until <= :now)
                and not exists (select from archive_intent i where i.recording = r.key))
            update recording u
            set archived_through = g.through, removed_through = g.through, expired_through = g.through, expired_at = :now,
                state = case when g.whole then 'expired' when u.state = 'restored' then 'archived' else u.state end,
                restored_until = null, live_bytes = g.bytes,
                facts = case when g.whole then '{}'::jsonb else u.facts end,
                live_from = case when g.through < u.last_chunk then g.first end,
                live_to = case when g.through < u.last_chunk then g.last end
            from gone g where u.key = g.key
            """;

    private static final String EXPIRED = """
            select r.key from unnest(:keys, :throughs) as a (key, through)
            join recording r on r.key = a.key and r.project_id = :project and r.expired_through >= a.through
            order by r.key
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;

    Expiry(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    List<RecordingKey> expire(List<Removal> removals, Lease lease) {
        if (removals.isEmpty()) {
            return List.of();
        }
        long[] keys = removals.stream().mapToLong(r -> r.recording().value()).toArray();
        long[] throughs = removals.stream().mapToLong(r -> r.through().value()).toArray();
        return database.inRepeatedTransaction("give recordings up", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, keys);
            handle.createUpdate(EXPIRE)
                    .bind("keys", keys)
                    .bind("throughs", throughs)
                    .bind("project", project.value())
                    .bind("now", Sql.at(clock.instant()))
                    .execute();
            return handle.createQuery(EXPIRED)
                    .bind("keys", keys)
                    .bind("throughs", throughs)
                    .bind("project", project.value())
                    .map((row, context) -> new RecordingKey(row.getLong("key")))
                    .list();
        });
    }
}
