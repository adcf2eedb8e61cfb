package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.time.HostClock;

/**
 * Erases in the database, and keeps what is left to be done elsewhere until it is. Safe for use from any thread and on
 * several hosts at once: each step may be done again.
 */
public final class Erasures {
    /** Recordings to a transaction. */
    private static final int BATCH = 200;

    /** Whoever may have looked before the tombstones stood, and not yet committed. */
    private static final String WRITERS = """
            select exists (select from pg_stat_activity
            where datname = current_database() and application_name = 'session-recording-host' and pid <> pg_backend_pid()
              and state <> 'idle' and xact_start <= :since)
            """;

    private final Database database;
    private final HostClock clock;
    private final Tombstones tombstones;

    /** What an erasure would take; {@code objects} and their bytes are those that are linked. */
    public record Preview(long recordings, long storedBytes, long objects, long objectBytes, long pinned) {}

    public Erasures(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
        this.tombstones = new Tombstones(database);
    }

    public Preview preview(ProjectId project, ErasureScope scope) {
        return database.with("count what would be erased", new ErasureSelection(project, scope)::preview);
    }

    /**
     * Deletes all of it from the database, in transactions of some recordings each. When this returns nobody can find any of
     * it; what was being stored meanwhile is taken by {@link #sweep}.
     *
     * @param sources ids of the places outside that want a tombstone
     * @param progress hears how many recordings are gone, between transactions; what it throws ends the work there
     */
    public ErasureRow erase(
            ProjectId project, ErasureScope scope, String requestedBy, List<String> sources, Consumer<Long> progress) {
        Optional<ErasureScope.Person> person =
                scope instanceof ErasureScope.Person asked ? Optional.of(asked) : Optional.empty();
        ErasureRow row = begin(project, scope, requestedBy, sources);
        ErasureSelection selection = new ErasureSelection(project, scope);
        long gone = 0;
        try {
            for (int erased = -1; erased != 0; gone += erased) {
                progress.accept(gone);
                erased = inTransaction(
                        row, sources, batch -> batch.erase(selection.next(batch.handle(), row.erasedAt(), BATCH)));
            }
            person.ifPresent(asked -> inTransaction(row, sources, batch -> {
                Set<String> names = new TreeSet<>(
                        List.of(asked.id().escaped(), Texts.stored(asked.id().value())));
                batch.forgetPerson(asked.id().escaped(), true, names);
                return 0;
            }));
        } finally {
            database.with(
                    "note an erasure's end",
                    handle -> handle.execute(
                            "update erasure set hidden_at = clock_timestamp() where id = ?", row.number()));
        }
        return require(row.number());
    }

    private ErasureRow begin(ProjectId project, ErasureScope scope, String requestedBy, List<String> sources) {
        String id = UUID.randomUUID().toString();
        return database.inRepeatedTransaction("begin an erasure", handle -> {
            handle.createUpdate("""
                            insert into erasure (public_id, project_id, scope, with_events, requested_by, erased_at)
                            values (:id, :project, :scope, :events, :by, :at) on conflict do nothing
                            """)
                    .bind("id", id)
                    .bind("project", project.value())
                    .bind("scope", scope.kind())
                    .bind("events", scope.withEvents())
                    .bind("by", Texts.stored(requestedBy))
                    .bind("at", Sql.at(clock.instant()))
                    .execute();
            ErasureRow row = find(handle, project, id).orElseThrow();
            if (scope instanceof ErasureScope.Person person) {
                batch(handle, row, sources).buryPerson(person.id().escaped());
            }
            return row;
        });
    }

    /**
     * Deletes once more, now that nobody is left who began before the tombstones stood.
     *
     * @return false where such are left: try again later
     */
    public boolean sweep(ErasureRow row, List<String> sources) {
        OffsetDateTime since = database.with("begin a sweep", handle -> handle.createQuery("""
                        update erasure set hidden_at = coalesce(hidden_at, clock_timestamp()) where id = :id
                        returning hidden_at
                        """)
                .bind("id", row.number())
                .mapTo(OffsetDateTime.class)
                .one());
        boolean writing = database.with("look for writers", handle -> handle.createQuery(WRITERS)
                .bind("since", since)
                .mapTo(boolean.class)
                .one());
        if (writing) {
            return false;
        }
        for (int erased = -1; erased != 0; ) {
            erased = inTransaction(
                    row,
                    sources,
                    batch -> batch.erase(ErasureSelection.stray(
                            batch.handle(), row.project(), row.number(), row.erasedAt(), BATCH)));
        }
        inTransaction(row, sources, batch -> {
            subjects(batch.handle(), row, 0, "distinct_id").forEach(id -> batch.forgetPerson(id, false, Set.of(id)));
            return batch.handle()
                    .execute("update erasure set swept_at = ? where id = ?", Sql.at(clock.instant()), row.number());
        });
        return true;
    }

    private interface Step {
        int with(EraseBatch batch);
    }

    private int inTransaction(ErasureRow row, List<String> sources, Step step) {
        return database.inRepeatedTransaction("erase recordings", handle -> step.with(batch(handle, row, sources)));
    }

    private EraseBatch batch(Handle handle, ErasureRow row, List<String> sources) {
        return new EraseBatch(
                handle,
                row.project(),
                tombstones,
                new EraseBatch.Erasing(row.number(), row.erasedAt(), row.withEvents(), sources));
    }

    /** Erasures of which something is left to be done, in all projects, oldest first. */
    public List<ErasureRow> open() {
        return database.with("list open erasures", handle -> handle.createQuery(
                        "select * from erasure where done_at is null order by id")
                .map((row, context) -> row(row))
                .list());
    }

    /** A project's erasures, newest first. */
    public List<ErasureRow> newest(ProjectId project, int limit) {
        return database.with("list erasures", handle -> handle.createQuery(
                        "select * from erasure where project_id = :project order by id desc limit :limit")
                .bind("project", project.value())
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list());
    }

    public Optional<ErasureRow> find(ProjectId project, String id) {
        return database.with("find an erasure", handle -> find(handle, project, id));
    }

    private static Optional<ErasureRow> find(Handle handle, ProjectId project, String id) {
        return handle.createQuery("select * from erasure where project_id = :project and public_id = :id")
                .bind("project", project.value())
                .bind("id", Texts.stored(id))
                .map((row, context) -> row(row))
                .findOne();
    }

    public ErasureRow require(long number) {
        return database.with("find an erasure", handle -> handle.createQuery("select * from erasure where id = :id")
                .bind("id", number)
                .map((row, context) -> row(row))
                .one());
    }

    static List<String> subjects(Handle handle, ErasureRow row, int batch, String kind) {
        return handle.createQuery("""
                        select value from erasure_subject
                        where erasure = :erasure and batch = :batch and kind = :kind order by value
                        """)
                .bind("erasure", row.number())
                .bind("batch", batch)
                .bind("kind", kind)
                .mapTo(String.class)
                .list();
    }

    private static ErasureRow row(ResultSet row) throws SQLException {
        return new ErasureRow(
                row.getLong("id"),
                row.getString("public_id"),
                new ProjectId(row.getLong("project_id")),
                row.getString("scope"),
                row.getBoolean("with_events"),
                row.getString("requested_by"),
                Sql.instant(row, "erased_at"),
                Sql.optionalInstant(row, "swept_at"),
                Sql.optionalInstant(row, "done_at"),
                row.getLong("recordings"),
                row.getLong("chunks"),
                row.getLong("stored_bytes"),
                row.getLong("events"),
                row.getLong("shares"),
                row.getLong("objects"));
    }
}
