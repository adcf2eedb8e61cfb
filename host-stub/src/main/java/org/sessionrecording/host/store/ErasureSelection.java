package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.sessionrecording.api.project.ProjectId;

/** Which recordings an erasure is about; each question is answered by indexes. */
final class ErasureSelection {
    /** As {@code ids}: of whom the distinct id is the name, or one of the names. */
    static final String OF_PERSON = """
            select p.key from recording p where p.project_id = :project and p.escaped_id = :id
            union
            select a.recording from recording_alias a where a.project_id = :project and a.escaped_id = :id
            """;

    /** Those of the erasure's person and sessions that were being stored meanwhile; not the visits of who came back. */
    private static final String STRAY = """
            select r.key from recording r
            where r.project_id = :project and (r.created_at <= :at or r.start_at <= :at) and r.key in (
              select p.key from erasure_subject s join recording p on p.project_id = :project and p.escaped_id = s.value
              where s.erasure = :erasure and s.kind = 'distinct_id'
              union
              select a.recording from erasure_subject s
              join recording_alias a on a.project_id = :project and a.escaped_id = s.value
              where s.erasure = :erasure and s.kind = 'distinct_id')
            union
            select r.key from erasure_subject s
            join session e on e.project_id = :project and e.session_id = s.value
            join recording r on r.session = e.id
            where s.erasure = :erasure and s.kind = 'session'
            order by 1 limit :limit
            """;

    private final ProjectId project;
    private final String where;
    private final Map<String, Object> values = new LinkedHashMap<>();

    ErasureSelection(ProjectId project, ErasureScope scope) {
        this.project = project;
        if (scope instanceof ErasureScope.Person person) {
            where = "r.project_id = :project and r.key in (" + OF_PERSON + ")";
            values.put("id", person.id().escaped());
        } else if (scope instanceof ErasureScope.Between between) {
            where = "r.project_id = :project and r.ts >= :from and r.ts < :to";
            values.put("from", Sql.at(between.from()));
            values.put("to", Sql.at(between.to()));
        } else {
            where = "r.project_id = :project and r.key = :key";
            values.put("key", ((ErasureScope.One) scope).recording().value());
        }
    }

    /** Not the visits of who comes back while it lasts, or there would be no end to it. */
    List<Long> next(Handle handle, Instant erasedAt, int limit) {
        return bind(handle.createQuery("select r.key from recording r where " + where
                        + " and (r.created_at <= :at or r.start_at <= :at) order by r.key limit :limit"))
                .bind("at", Sql.at(erasedAt))
                .bind("limit", limit)
                .mapTo(Long.class)
                .list();
    }

    Erasures.Preview preview(Handle handle) {
        return bind(handle.createQuery("""
                        select count(*) as recordings, coalesce(sum(r.stored_bytes), 0) as bytes,
                          coalesce(sum(r.parts), 0) as objects, count(*) filter (where r.pinned) as pinned,
                          coalesce(sum((select sum(p.bytes) from archive_part p where p.recording = r.key)), 0) as object_bytes
                        from recording r where\s""" + where))
                .map((row, context) -> new Erasures.Preview(
                        row.getLong("recordings"),
                        row.getLong("bytes"),
                        row.getLong("objects"),
                        row.getLong("object_bytes"),
                        row.getLong("pinned")))
                .one();
    }

    static List<Long> stray(Handle handle, ProjectId project, long erasure, Instant erasedAt, int limit) {
        return handle.createQuery(STRAY)
                .bind("project", project.value())
                .bind("erasure", erasure)
                .bind("at", Sql.at(erasedAt))
                .bind("limit", limit)
                .mapTo(Long.class)
                .list();
    }

    private Query bind(Query query) {
        return query.bind("project", project.value()).bindMap(values);
    }
}
