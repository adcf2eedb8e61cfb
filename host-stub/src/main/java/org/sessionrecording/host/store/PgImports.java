package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.time.HostClock;

/** What is recorded of one project's imports: how far each is, and which rows are done. Safe for use from any thread. */
public final class PgImports {
    private static final String OPEN = """
            insert into snapshot_import (project_id, source) values (:project, :source)
            on conflict (project_id, source) where done_at is null do update set changed_at = clock_timestamp()
            returning id, position, reached, counts::text as counts
            """;
    private static final String KNOWN = """
            select import, stored, skipped from imported_rows
            where project_id = :project and last_place >= :first and first_place <= :last
            """;
    private static final String ADD = """
            insert into imported_rows (project_id, import, first_place, last_place, stored, skipped)
            values (?, ?, ?, ?, ?, ?)
            """;
    private static final String GO_ON = """
            update snapshot_import set position = ?, reached = ?, counts = ?::jsonb, changed_at = clock_timestamp()
            where id = ? and project_id = ?
            """;

    private static final List<String> DONE = List.of(
            "update snapshot_import set done_at = clock_timestamp() where id = :id and project_id = :project",
            "delete from imported_rows where import = :id and project_id = :project and stored = ''",
            "update imported_rows set skipped = '' where import = :id and project_id = :project and skipped <> ''");

    private final Database database;
    private final ProjectId project;
    private final LeaseGuard guard;

    public PgImports(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    /**
     * An import that is not done.
     *
     * @param position to go on after; empty at the begin
     * @param reached the furthest row that was read; empty at the begin
     * @param counts as {@link Progress#counts} were stored
     */
    public record Open(long id, Optional<String> position, Optional<String> reached, String counts) {}

    /**
     * Some rows that are done with.
     *
     * @param stored eight bytes of each that is stored
     * @param skipped of each that only this import need not look at again: it could not be used, or was stored before
     */
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Rows(long importId, byte[] stored, byte[] skipped) {}

    /**
     * How far an import is.
     *
     * @param counts a JSON object
     */
    public record Progress(
            @Nullable String position, @Nullable String reached, String counts) {}

    /** The import of this source that is not done, or a new one. */
    public Open open(String source) {
        return database.with("begin an import", handle -> handle.createQuery(OPEN)
                .bind("project", project.value())
                .bind("source", source)
                .map((row, context) -> new Open(
                        row.getLong("id"),
                        Optional.ofNullable(row.getString("position")),
                        Optional.ofNullable(row.getString("reached")),
                        row.getString("counts")))
                .one());
    }

    /** Rows of any import that may lie between two places, both included. */
    public List<Rows> known(long first, long last) {
        return database.with("look up imported rows", handle -> handle.createQuery(KNOWN)
                .bind("project", project.value())
                .bind("first", first)
                .bind("last", last)
                .map((row, context) -> new Rows(row.getLong("import"), row.getBytes("stored"), row.getBytes("skipped")))
                .list());
    }

    /**
     * Writes what is done, in the transaction of the chunks made of it.
     *
     * @throws org.sessionrecording.api.recording.LeaseLostException where the run is over
     */
    public void add(Connection transaction, Lease lease, Rows rows, long first, long last, Progress progress)
            throws SQLException {
        // a handle around a connection that is the caller's: it is not closed here
        guard.requireHeld(database.jdbi().open(transaction), lease);
        if (rows.stored().length + rows.skipped().length > 0) {
            try (PreparedStatement add = transaction.prepareStatement(ADD)) {
                add.setLong(1, project.value());
                add.setLong(2, rows.importId());
                add.setLong(3, first);
                add.setLong(4, last);
                add.setBytes(5, rows.stored());
                add.setBytes(6, rows.skipped());
                add.executeUpdate();
            }
        }
        try (PreparedStatement goOn = transaction.prepareStatement(GO_ON)) {
            goOn.setString(1, progress.position());
            goOn.setString(2, progress.reached());
            goOn.setString(3, progress.counts());
            goOn.setLong(4, rows.importId());
            goOn.setLong(5, project.value());
            goOn.executeUpdate();
        }
    }

    /** The next run of this source begins anew; of this one only what it stored is remembered. */
    public void done(long importId) {
        database.inTransaction("end an import", handle -> {
            for (String statement : DONE) {
                handle.createUpdate(statement)
                        .bind("id", importId)
                        .bind("project", project.value())
                        .execute();
            }
            return true;
        });
    }
}
