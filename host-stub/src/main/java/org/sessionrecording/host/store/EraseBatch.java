package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;
import org.sessionrecording.api.project.ProjectId;

/**
 * Takes some recordings out of the database, with all that names their visitors, within one transaction of the caller's.
 * What has to be deleted elsewhere is noted. Sessions are locked before recordings, both in order, as appends do.
 */
final class EraseBatch {
    private static final String LOCK_SESSIONS = """
            select s.id, s.session_id from session s
            where s.project_id = :project and s.id in (select r.session from recording r where r.key = any(:keys))
            order by s.session_id collate "C" for update
            """;

    private static final String LOCK_RECORDINGS = """
            select r.key, r.escaped_id || '/' || to_char(r.ts at time zone 'UTC', 'YYYYMMDD"T"HH24MISS.MS"Z"') as path,
              r.stored_bytes
            from recording r where r.key = any(:keys) and r.project_id = :project order by r.key for update
            """;

    private static final String PARTS = """
            insert into erasure_item (erasure, batch, source, url, upload_id, runs, reason, next_try)
            select :erasure, :batch, p.source, p.url, null, null, 'not tried yet', :now
            from archive_part p where p.recording = any(:keys) and p.project_id = :project
            """;

    /** A run that is under way may send the object once more, or for the first time. */
    private static final String INTENTS = """
            insert into erasure_item (erasure, batch, source, url, upload_id, runs, reason, next_try)
            select :erasure, :batch, i.source, i.url, i.upload_id,
              array(select t.id from task_run t where t.project_id = :project and t.state = 'running'),
              'not tried yet', :now
            from archive_intent i where i.recording = any(:keys) and i.project_id = :project
            """;

    private static final String TOMBSTONES = """
            insert into erasure_item (erasure, batch, source, url, reason, next_try)
            select :erasure, :batch, w.source, null, 'not tried yet', :now
            from (select source from erasure_item where erasure = :erasure and batch = :batch
                  union select unnest(:sources)) w (source)
            """;

    private static final String LEAVE = """
            update cohort_member m set member = false, changed = pg_current_xact_id()
            from person_distinct_id d join person p on p.id = d.person join person_distinct_id o on o.person = p.id,
              cohort c
            where d.project_id = :project and d.escaped_id = :id%s and c.project_id = :project and c.property is not null
              and m.cohort = c.id and m.escaped_id = o.escaped_id and m.member
            """;

    private static final String FORGET_PERSON = """
            delete from person p using person_distinct_id d
            where d.project_id = :project and d.escaped_id = :id and p.id = d.person%s
            """;

    /** Whoever keeps members in memory learns of a row that is gone by reading all of its cohort. */
    private static final String FORGET_MEMBER = """
            with gone as (
              delete from cohort_member m using cohort c
              where c.id = m.cohort and c.project_id = :project and m.escaped_id = :id returning m.cohort)
            update cohort set reread = pg_current_xact_id() where id in (select cohort from gone)
            """;

    private final Handle handle;
    private final ProjectId project;
    private final Tombstones tombstones;
    private final Erasing erasing;

    /**
     * The erasure that this is part of.
     *
     * @param sources ids of all places that want a tombstone, whether they hold anything of the erased or not
     */
    record Erasing(long number, Instant erasedAt, boolean withEvents, List<String> sources) {}

    private record Doomed(long key, String path, long storedBytes) {}

    private record Session(long id, String sessionId) {}

    EraseBatch(Handle handle, ProjectId project, Tombstones tombstones, Erasing erasing) {
        this.handle = handle;
        this.project = project;
        this.tombstones = tombstones;
        this.erasing = erasing;
    }

    Handle handle() {
        return handle;
    }

    /** From here on nothing of the person's that happened before is taken in any more. */
    void buryPerson(String escapedId) {
        tombstones.add(
                handle,
                project,
                List.of(tombstones.visitor(project, escapedId)),
                erasing.erasedAt(),
                erasing.withEvents());
        subject(0, "distinct_id", List.of(escapedId));
        items(TOMBSTONES, 0, new long[0]);
    }

    /**
     * Whatever is not a recording and names the person.
     *
     * @param everything else only what is from before the erasure, since the person may have come back
     * @param names as which records of who did what may know the person
     */
    void forgetPerson(String escapedId, boolean everything, Set<String> names) {
        update("delete from guessed_session where project_id = :project and escaped_id = :id"
                        + (everything ? "" : " and started_at <= :at"))
                .bind("project", project.value())
                .bind("id", escapedId)
                .bind("at", Sql.at(erasing.erasedAt()))
                .execute();
        update("delete from capture_decision where project_id = :project and escaped_id = :id"
                        + (everything ? "" : " and first_at <= :at"))
                .bind("project", project.value())
                .bind("id", escapedId)
                .bind("at", Sql.at(erasing.erasedAt()))
                .execute();
        if (erasing.withEvents()) {
            int events = update("delete from event where project_id = :project and escaped_id = :id"
                            + (everything ? "" : " and (at <= :at or arrived <= :at)"))
                    .bind("project", project.value())
                    .bind("id", escapedId)
                    .bind("at", Sql.at(erasing.erasedAt()))
                    .execute();
            count(0, 0, 0, events);
            forgetProperties(escapedId, everything);
        }
        String mark = tombstones.visitor(project, escapedId).hex();
        new Scrubbing(handle, project)
                .scrub(List.copyOf(names), names.stream().map(name -> mark).toList());
    }

    /**
     * What is known of the person, and in which cohorts. Other ids that were joined with this one become strangers, and are
     * no longer in cohorts because of what was known of the person.
     */
    private void forgetProperties(String escapedId, boolean everything) {
        PersonsLock.take(handle, project);
        String before = everything ? "" : " and p.created_at <= :at";
        forgetting(LEAVE.formatted(before), escapedId);
        forgetting(FORGET_PERSON.formatted(before), escapedId);
        if (everything) {
            forgetting(FORGET_MEMBER, escapedId);
        }
    }

    private void forgetting(String sql, String escapedId) {
        update(sql)
                .bind("project", project.value())
                .bind("id", escapedId)
                .bind("at", Sql.at(erasing.erasedAt()))
                .execute();
    }

    /** @return how many recordings went */
    int erase(List<Long> asked) {
        long[] keys = asked.stream().mapToLong(Long::longValue).toArray();
        List<Session> sessions = handle.createQuery(LOCK_SESSIONS)
                .bind("project", project.value())
                .bind("keys", keys)
                .map((row, context) -> new Session(row.getLong("id"), row.getString("session_id")))
                .list();
        List<Doomed> doomed = handle.createQuery(LOCK_RECORDINGS)
                .bind("project", project.value())
                .bind("keys", keys)
                .map((row, context) ->
                        new Doomed(row.getLong("key"), row.getString("path"), row.getLong("stored_bytes")))
                .list();
        if (doomed.isEmpty()) {
            return 0;
        }
        note(doomed, sessions);
        delete(doomed, sessions);
        return doomed.size();
    }

    private void note(List<Doomed> doomed, List<Session> sessions) {
        int batch = handle.createQuery(
                        "select coalesce(max(batch), 0) + 1 from erasure_subject where erasure = :erasure")
                .bind("erasure", erasing.number())
                .mapTo(int.class)
                .one();
        List<String> paths = doomed.stream().map(Doomed::path).toList();
        List<String> ids = sessions.stream().map(Session::sessionId).toList();
        subject(batch, "path", paths);
        subject(batch, "session", ids);
        List<Mark> marks = new ArrayList<>();
        paths.forEach(path -> marks.add(tombstones.path(project, path)));
        List<String> pathMarks = marks.stream().map(Mark::hex).toList();
        ids.forEach(id -> marks.add(tombstones.session(project, id)));
        tombstones.add(handle, project, marks, erasing.erasedAt(), erasing.withEvents());
        long[] keys = keys(doomed);
        int objects = items(PARTS, batch, keys) + items(INTENTS, batch, keys);
        items(TOMBSTONES, batch, keys);
        handle.createUpdate("update erasure set objects = objects + :objects where id = :erasure")
                .bind("objects", objects)
                .bind("erasure", erasing.number())
                .execute();
        new Scrubbing(handle, project).scrub(paths, pathMarks);
    }

    private void delete(List<Doomed> doomed, List<Session> sessions) {
        long[] keys = keys(doomed);
        int chunks = handle.createUpdate("delete from chunk where recording = any(:keys)")
                .bind("keys", keys)
                .execute();
        int shares = handle.createUpdate("delete from share where recording = any(:keys)")
                .bind("keys", keys)
                .execute();
        handle.createUpdate("update erasure set shares = shares + :shares where id = :erasure")
                .bind("shares", shares)
                .bind("erasure", erasing.number())
                .execute();
        handle.createUpdate("delete from recording where key = any(:keys) and project_id = :project")
                .bind("keys", keys)
                .bind("project", project.value())
                .execute();
        long[] ids = sessions.stream().mapToLong(Session::id).toArray();
        String[] names = sessions.stream().map(Session::sessionId).toArray(String[]::new);
        handle.createUpdate("delete from seen_event where session = any(:ids) and not exists"
                        + " (select from recording r where r.session = seen_event.session)")
                .bind("ids", ids)
                .execute();
        handle.createUpdate("delete from session where id = any(:ids) and not exists"
                        + " (select from recording r where r.session = session.id)")
                .bind("ids", ids)
                .execute();
        handle.createUpdate("delete from guessed_session where project_id = :project and session_id = any(:names)")
                .bind("project", project.value())
                .bind("names", names)
                .execute();
        handle.createUpdate("delete from capture_decision where project_id = :project and session_id = any(:names)")
                .bind("project", project.value())
                .bind("names", names)
                .execute();
        int events = erasing.withEvents()
                ? handle.createUpdate("delete from event where project_id = :project and session_id = any(:names)")
                        .bind("project", project.value())
                        .bind("names", names)
                        .execute()
                : 0;
        long bytes = doomed.stream().mapToLong(Doomed::storedBytes).sum();
        count(doomed.size(), chunks, bytes, events);
    }

    private void count(int recordings, int chunks, long bytes, int events) {
        handle.createUpdate("""
                        update erasure set recordings = recordings + :recordings, chunks = chunks + :chunks,
                          stored_bytes = stored_bytes + :bytes, events = events + :events
                        where id = :erasure
                        """)
                .bind("recordings", recordings)
                .bind("chunks", chunks)
                .bind("bytes", bytes)
                .bind("events", events)
                .bind("erasure", erasing.number())
                .execute();
    }

    private void subject(int batch, String kind, List<String> values) {
        handle.createUpdate("""
                        insert into erasure_subject (erasure, batch, kind, value)
                        select :erasure, :batch, :kind, unnest(:values) on conflict do nothing
                        """)
                .bind("erasure", erasing.number())
                .bind("batch", batch)
                .bind("kind", kind)
                .bind("values", values.toArray(String[]::new))
                .execute();
    }

    private int items(String sql, int batch, long[] keys) {
        return update(sql)
                .bind("erasure", erasing.number())
                .bind("batch", batch)
                .bind("project", project.value())
                .bind("keys", keys)
                .bind("sources", erasing.sources().toArray(String[]::new))
                .bind("now", Sql.at(erasing.erasedAt()))
                .execute();
    }

    /** Not every statement needs all that is bound. */
    private Update update(String sql) {
        return handle.createUpdate(sql).configure(SqlStatements.class, config -> config.setUnusedBindingAllowed(true));
    }

    private static long[] keys(List<Doomed> doomed) {
        return doomed.stream().mapToLong(Doomed::key).toArray();
    }
}
