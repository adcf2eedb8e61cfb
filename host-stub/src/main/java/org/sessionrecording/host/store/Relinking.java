package org.sessionrecording.host.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.host.time.HostClock;

/** Corrects links: takes the last one of a recording back, or says that its object lies elsewhere. */
final class Relinking {
    private static final int MOST_URLS = 1_000;

    private static final String AS_GIVEN = """
            p.recording = :recording and p.part = :part and p.project_id = :project and p.url = :url
              and encode(p.sha256, 'hex') = :sha256
            """;

    /** Nothing of the part was removed, and every chunk of it is in the database. */
    private static final String UNLINK = """
            delete from archive_part p using recording r
            where %s and r.key = p.recording and r.parts = p.part and r.removed_through < p.first_chunk
              and p.chunk_count = (
                select count(*) from chunk c
                where c.recording = r.key and c.id between p.first_chunk and p.last_chunk
                  and c.day between r.live_from and r.live_to)
            """.formatted(AS_GIVEN);

    private static final String RETREAT = """
            update recording u
            set parts = u.parts - 1, archived_through = before.through,
                state = case when u.parts = 1 then 'live' else u.state end,
                restored_until = case when u.parts > 1 then u.restored_until end,
                archived_at = before.archived_at,
                live_bytes = (
                  select coalesce(sum(octet_length(c.data)), 0) from chunk c
                  where c.recording = u.key and c.id > before.through and c.day between u.live_from and u.live_to)
            from (
              select r.key, greatest(r.expired_through, coalesce(max(p.last_chunk), 0)) as through,
                     max(p.archived_at) as archived_at
              from recording r left join archive_part p on p.recording = r.key
              where r.key = :recording group by r.key) before
            where u.key = before.key
            """;

    private static final String MOVE = """
            update archive_part p set url = :to
            where %s and not exists (
              select from archive_part o where md5(o.url)::uuid = md5(:to)::uuid and o.url = :to)
            """.formatted(AS_GIVEN);

    private static final String TAKEN = """
            select p.url from unnest(:urls) as a (url)
            join archive_part p on md5(p.url)::uuid = md5(a.url)::uuid and p.url = a.url and p.project_id = :project
            union all
            select url from archive_intent where url = any(:urls) and project_id = :project
            """;

    private final Database database;
    private final ProjectId project;
    private final LeaseGuard guard;

    Relinking(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    boolean unlink(ArchivePart part, Lease lease) {
        return database.inRepeatedTransaction("take a link back", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, new long[] {part.recording().value()});
            boolean unlinked = bind(handle.createUpdate(UNLINK), part).execute() == 1;
            if (unlinked) {
                retreat(handle, part);
            }
            return unlinked;
        });
    }

    private static void retreat(Handle handle, ArchivePart part) {
        handle.createUpdate(RETREAT).bind("recording", part.recording().value()).execute();
    }

    boolean move(ArchivePart part, String url, Lease lease) {
        return database.inRepeatedTransaction("move a link", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, new long[] {part.recording().value()});
            return bind(handle.createUpdate(MOVE), part).bind("to", url).execute() == 1;
        });
    }

    Set<String> taken(Collection<String> urls) {
        if (urls.size() > MOST_URLS) {
            throw new IllegalArgumentException(
                    "Cannot look up " + urls.size() + " locations at once: " + MOST_URLS + " at most");
        }
        return database.with(
                "look parts up",
                handle -> new HashSet<>(handle.createQuery(TAKEN)
                        .bind("urls", urls.toArray(String[]::new))
                        .bind("project", project.value())
                        .mapTo(String.class)
                        .list()));
    }

    private <T extends SqlStatement<T>> T bind(T statement, ArchivePart part) {
        return statement
                .bind("recording", part.recording().value())
                .bind("part", part.part())
                .bind("project", project.value())
                .bind("url", part.url())
                .bind("sha256", part.sha256());
    }
}
