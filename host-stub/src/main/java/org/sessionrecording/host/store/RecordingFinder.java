package org.sessionrecording.host.store;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.time.HostClock;

/** Looks recordings of one project up; each method is one statement. */
final class RecordingFinder {
    private static final String SELECT = "select " + RecordingRows.COLUMNS + RecordingRows.FROM;

    /** What retention may take; the index recording_with_live_chunks answers it in key order. */
    private static final String DUE = """
            where r.project_id = :project and r.key > :after and r.live_from is not null
              and (r.end_at < :cutoff or (r.watched_at is null and r.end_at < :unwatched))
              and (not r.pinned or r.kept_until <= :now) and r.quarantined is null
              and (r.restored_until is null or r.restored_until <= :now)
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;

    RecordingFinder(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    Optional<Recording> find(RecordingName name) {
        return find(name.distinctId().escaped(), name.timestamp());
    }

    Optional<Recording> find(String escapedId, Instant timestamp) {
        List<Recording> found = select(
                "find a recording",
                SELECT + "where r.project_id = :project and r.escaped_id = :escaped and r.ts = :ts",
                Map.of("escaped", escapedId, "ts", Sql.at(timestamp)));
        return found.stream().findFirst();
    }

    Optional<Recording> find(RecordingKey key) {
        List<Recording> found = select(
                "find a recording",
                SELECT + "where r.project_id = :project and r.key = :key",
                Map.of("key", key.value()));
        return found.stream().findFirst();
    }

    List<Recording> list(RecordingQuery query) {
        List<String> conditions = new ArrayList<>(List.of("r.project_id = :project"));
        Map<String, Object> values = new LinkedHashMap<>();
        query.distinctId().ifPresent(id -> {
            conditions.add("r.key in (" + ErasureSelection.OF_PERSON + ")");
            values.put("id", id.escaped());
        });
        query.sessionId().ifPresent(id -> {
            conditions.add("s.project_id = :project and s.session_id = :session");
            values.put("session", id);
        });
        query.state()
                .ifPresentOrElse(
                        state -> {
                            conditions.add("r.state = :state");
                            values.put("state", state.name().toLowerCase(Locale.ROOT));
                        },
                        () -> conditions.add("r.state <> 'expired'"));
        query.from().ifPresent(from -> {
            conditions.add("r.ts >= :from");
            values.put("from", Sql.at(from));
        });
        query.to().ifPresent(to -> {
            conditions.add("r.ts < :to");
            values.put("to", Sql.at(to));
        });
        query.before().ifPresent(before -> {
            conditions.add("(r.ts, r.key) < (select b.ts, b.key from recording b where b.key = :before)");
            values.put("before", before.value());
        });
        values.put("limit", query.limit());
        String where =
                conditions.stream().collect(joining(" and ", "where ", " order by r.ts desc, r.key desc limit :limit"));
        return select("list recordings", SELECT + where, values);
    }

    List<Recording> due(Due due, RecordingKey after, int limit) {
        return select(
                "list recordings that are due",
                SELECT + DUE + "order by r.key limit :limit",
                Map.of(
                        "after", after.value(),
                        "cutoff", Sql.at(due.cutoff()),
                        "unwatched", Sql.at(due.unwatchedCutoff()),
                        "now", Sql.at(clock.instant()),
                        "limit", limit));
    }

    long skewMillis(RecordingKey key) {
        return database.with("read a recording's skew", handle -> handle.createQuery(
                        "select skew_millis from recording where project_id = :project and key = :key")
                .bind("project", project.value())
                .bind("key", key.value())
                .mapTo(long.class)
                .findOne()
                .orElse(0L));
    }

    Facts wholeFacts(RecordingKey key) {
        return database.with("read the facts of a recording", handle -> handle.createQuery("""
                        select coalesce(f.facts, r.facts)::text
                        from recording r left join recording_facts f on f.recording = r.key
                        where r.project_id = :project and r.key = :key
                        """)
                .bind("project", project.value())
                .bind("key", key.value())
                .mapTo(String.class)
                .findOne()
                .map(json -> FlatFacts.of(new FactsCodec().read(json)))
                .orElseGet(Facts::none));
    }

    Totals dueTotals(Due due) {
        return database.with("count recordings that are due", handle -> handle.createQuery(
                        "select count(*) as recordings, coalesce(sum(r.live_bytes), 0) as bytes from recording r "
                                + DUE)
                .bind("project", project.value())
                .bind("after", RecordingKey.NONE.value())
                .bind("cutoff", Sql.at(due.cutoff()))
                .bind("unwatched", Sql.at(due.unwatchedCutoff()))
                .bind("now", Sql.at(clock.instant()))
                .map((row, context) -> new Totals(row.getLong("recordings"), row.getLong("bytes")))
                .one());
    }

    /** Found from the shares, of which there are few. */
    long dueShared(Due due) {
        return database.with("count recordings that are due and shared", handle -> handle.createQuery(
                        "select count(*) from recording r " + DUE + """
                                and r.key in (select h.recording from share h where h.project_id = :project
                                  and h.revoked_at is null and h.expires_at > :now)
                                """)
                .bind("project", project.value())
                .bind("after", RecordingKey.NONE.value())
                .bind("cutoff", Sql.at(due.cutoff()))
                .bind("unwatched", Sql.at(due.unwatchedCutoff()))
                .bind("now", Sql.at(clock.instant()))
                .mapTo(long.class)
                .one());
    }

    private List<Recording> select(String what, String sql, Map<String, ?> values) {
        RecordingRows rows = new RecordingRows(clock.instant());
        return database.with(what, handle -> {
            Query query =
                    handle.createQuery(sql).bind("project", project.value()).bindMap(values);
            return query.map(rows).list();
        });
    }
}
