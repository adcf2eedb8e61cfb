package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.time.HostClock;

/** Gives recordings up that the archive alone holds. As with {@link Expiry} their name, times and counts stay. */
final class ArchiveExpiry {
    private static final String EXPIRABLE = """
            r.project_id = :project and r.state = 'archived' and r.parts > 0
              and r.archived_through = r.last_chunk and r.removed_through = r.last_chunk and r.end_at < :cutoff
              and (not r.pinned or r.kept_until <= :now) and r.quarantined is null
              and (r.restored_until is null or r.restored_until <= :now)
              and not exists (select from archive_intent i where i.recording = r.key)
              and not exists (select from archive_part p where p.recording = r.key and p.source <> :source)
            """;

    private static final String PAGE = "select r.key from recording r where " + EXPIRABLE
            + " and r.key > :after order by r.key fetch first :limit rows only";

    private static final String TOTALS = """
            select count(*) as recordings,
              coalesce(sum((select sum(p.bytes) from archive_part p where p.recording = r.key)), 0)::bigint as bytes
            from recording r where
            """ + EXPIRABLE;

    private static final String EXPIRE = """
            update recording r
            set state = 'expired', expired_through = r.last_chunk, expired_at = :now, parts = 0, restored_until = null,
                live_bytes = 0, facts = '{}'::jsonb, facts_cut = false
            where r.key = :key and cardinality(:urls) = r.parts
              and r.parts = (select count(*) from archive_part p where p.recording = r.key and p.url = any(:urls)) and
            """ + EXPIRABLE;

    private static final String UNLINK = "delete from archive_part where recording = :key and project_id = :project";

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;

    ArchiveExpiry(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    List<RecordingKey> expirable(Instant cutoff, String source, RecordingKey after, int limit) {
        return database.with(
                "list archived recordings that expire", handle -> bind(handle.createQuery(PAGE), cutoff, source)
                        .bind("after", after.value())
                        .bind("limit", limit)
                        .map((row, context) -> new RecordingKey(row.getLong("key")))
                        .list());
    }

    Totals totals(Instant cutoff, String source) {
        return database.with(
                "count archived recordings that expire", handle -> bind(handle.createQuery(TOTALS), cutoff, source)
                        .map((row, context) -> new Totals(row.getLong("recordings"), row.getLong("bytes")))
                        .one());
    }

    boolean expire(RecordingKey recording, Collection<String> urls, Instant cutoff, String source, Lease lease) {
        return database.inTransaction("give an archived recording up", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, new long[] {recording.value()});
            boolean expired = bind(handle.createUpdate(EXPIRE), cutoff, source)
                            .bind("key", recording.value())
                            .bind("urls", urls.toArray(String[]::new))
                            .execute()
                    == 1;
            if (expired) {
                handle.createUpdate(UNLINK)
                        .bind("key", recording.value())
                        .bind("project", project.value())
                        .execute();
            }
            return expired;
        });
    }

    private <T extends SqlStatement<T>> T bind(T statement, Instant cutoff, String source) {
        return statement
                .bind("project", project.value())
                .bind("cutoff", Sql.at(cutoff))
                .bind("source", source)
                .bind("now", Sql.at(clock.instant()));
    }
}
