package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.Audit;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.time.HostClock;

/** Who did what in one project. Safe for use from any thread. */
public final class PgAudit implements Audit {
    /** One line. */
    public record Entry(long id, Instant at, String actor, String action, String subject, String detail) {}

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final String actor;

    /** @param actor whose lines these are: a person's e-mail, or the plugin or task that acts by itself */
    public PgAudit(Database database, HostClock clock, ProjectId project, String actor) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.actor = actor;
    }

    @Override
    public void record(String action, String subject, String detail) {
        database.with("write the audit log", handle -> record(handle, action, subject, detail));
    }

    /** As {@link #record(String, String, String)}, within the caller's transaction. */
    public int record(Handle handle, String action, String subject, String detail) {
        return handle.createUpdate("""
                        insert into audit (project_id, at, actor, action, subject, detail)
                        values (:project, :at, :actor, :action, :subject, :detail)
                        """)
                .bind("project", project.value())
                .bind("at", Sql.at(clock.instant()))
                .bind("actor", Texts.stored(actor))
                .bind("action", Texts.stored(action))
                .bind("subject", Texts.stored(subject))
                .bind("detail", Texts.stored(detail))
                .execute();
    }

    /**
     * The project's lines, whoever wrote them, newest first.
     *
     * @param before id of the last line of the page before, {@link Long#MAX_VALUE} for the first
     */
    public List<Entry> newest(long before, int limit) {
        return database.with("read the audit log", handle -> handle.createQuery("""
                        select id, at, actor, action, subject, detail from audit
                        where project_id = :project and id < :before order by id desc limit :limit
                        """)
                .bind("project", project.value())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> new Entry(
                        row.getLong("id"),
                        Sql.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list());
    }
}
