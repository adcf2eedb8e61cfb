package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;

/**
 * The events of all projects but {@code $snapshot}, which no list ever touches; the view {@code event_with_snapshots} shows
 * both. Safe for use from any thread.
 */
public final class EventStore {
    /** Of an event whose person or session was erased, events and all. */
    private static final String BURIED = """
             t.project_id = :project and t.events
             and ((t.mark = :visitor_mark and t.erased_at >= least(cast(:at as timestamptz), cast(:arrived as timestamptz)))
               or t.mark = :session_mark)
            """;

    /** Not {@code values}: the driver would join the rows of a batch and could not say which were new. */
    private static final String INSERT = """
            insert into event
              (project_id, key, event, distinct_id, escaped_id, session_id, at, arrived, properties)
            select :project, :key, :event, :distinct_id, :escaped, cast(:session as text), :at, :arrived,
              cast(:properties as jsonb)
            where not exists (select from tombstone t where %s)
            on conflict do nothing
            """.formatted(BURIED);

    private static final String SELECT = """
            select key, event, distinct_id, session_id, at, arrived, properties::text as properties
            from event where project_id = :project and
            """;

    private static final String PAGE = "(at, key) < (:at, :key) order by at desc, key desc limit :limit";

    private final Database database;
    private final Tombstones tombstones;

    /**
     * Where a page of a list ended.
     *
     * @param at of its last event
     * @param key of its last event
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Position(Instant at, byte[] key) {
        /** Before the newest event. */
        public static Position newest() {
            return new Position(Instant.parse("9999-01-01T00:00:00Z"), new byte[16]);
        }

        public static Position of(StoredEvent last) {
            return new Position(last.at(), last.key());
        }
    }

    public EventStore(Database database) {
        this.database = database;
        this.tombstones = new Tombstones(database);
    }

    /**
     * Stores events in one transaction; those whose key the project has already, and those that were erased, change nothing.
     *
     * @return how many were new
     */
    public int insert(ProjectId project, List<StoredEvent> events) {
        if (events.isEmpty()) {
            return 0;
        }
        return database.inTransaction("store events", handle -> insert(handle, project, events));
    }

    /** Those of these events that nobody erased. */
    public List<StoredEvent> withoutErased(ProjectId project, List<StoredEvent> events) {
        Set<Mark> marks = new HashSet<>();
        for (StoredEvent event : events) {
            marks.add(tombstones.visitor(project, event.distinctId()));
            event.sessionId().ifPresent(session -> marks.add(tombstones.session(project, session)));
        }
        Map<Mark, Instant> erased = tombstones.ofEvents(project, marks);
        return erased.isEmpty()
                ? events
                : events.stream()
                        .filter(event -> !isBuried(project, event, erased))
                        .toList();
    }

    private boolean isBuried(ProjectId project, StoredEvent event, Map<Mark, Instant> erased) {
        Instant visitor = erased.get(tombstones.visitor(project, event.distinctId()));
        return (visitor != null && !(visitor.isBefore(event.at()) && visitor.isBefore(event.arrived())))
                || event.sessionId()
                        .map(session -> erased.containsKey(tombstones.session(project, session)))
                        .orElse(false);
    }

    private <T extends SqlStatement<T>> T bindMarks(T statement, ProjectId project, StoredEvent event) {
        return statement
                .bind("project", project.value())
                .bind(
                        "visitor_mark",
                        tombstones.visitor(project, event.distinctId()).bytes())
                .bind(
                        "session_mark",
                        event.sessionId()
                                .map(session ->
                                        tombstones.session(project, session).bytes())
                                .orElse(new byte[0]))
                .bind("at", Sql.at(event.at()))
                .bind("arrived", Sql.at(event.arrived()));
    }

    /** As {@link #insert(ProjectId, List)}, within a transaction of the caller's. */
    int insert(Handle transaction, ProjectId project, List<StoredEvent> events) {
        PreparedBatch batch = transaction.prepareBatch(INSERT);
        for (StoredEvent event : events) {
            bindMarks(batch, project, event)
                    .bind("key", event.key())
                    .bind("event", Texts.stored(event.event()))
                    .bind("distinct_id", DistinctIds.encode(event.distinctId()))
                    .bind("escaped", event.distinctId().escaped())
                    .bind("session", event.sessionId().map(Texts::stored).orElse(null))
                    .bind("properties", JsonbText.stored(event.properties()))
                    .add();
        }
        // the driver counts nothing where it rewrites a batch, which it does not where rows come back
        return batch.executePreparedBatch("key")
                .map((row, context) -> row.getBytes(1))
                .list()
                .size();
    }

    /** A project's events, newest first. */
    public List<StoredEvent> newest(ProjectId project, Position before, int limit) {
        return select(project, PAGE, Map.of(), before, limit);
    }

    /** A session's events, newest first. */
    public List<StoredEvent> ofSession(ProjectId project, String sessionId, Position before, int limit) {
        return select(
                project,
                "session_id = :session and " + PAGE,
                Map.of("session", Texts.stored(sessionId)),
                before,
                limit);
    }

    /** The events of one distinct id, newest first. */
    public List<StoredEvent> ofPerson(ProjectId project, DistinctId person, Position before, int limit) {
        return select(project, "escaped_id = :escaped and " + PAGE, Map.of("escaped", person.escaped()), before, limit);
    }

    private List<StoredEvent> select(
            ProjectId project, String where, Map<String, ?> values, Position before, int limit) {
        return database.with("list events", handle -> handle.createQuery(SELECT + where)
                .bind("project", project.value())
                .bindMap(values)
                .bind("at", Sql.at(before.at()))
                .bind("key", before.key())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    private static StoredEvent read(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getBytes("key"),
                row.getString("event"),
                DistinctIds.decode(row.getBytes("distinct_id")),
                Optional.ofNullable(row.getString("session_id")),
                Sql.instant(row, "at"),
                Sql.instant(row, "arrived"),
                row.getString("properties"));
    }
}
