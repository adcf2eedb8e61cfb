package org.sessionrecording.host.store;

import java.time.Duration;
import java.util.UUID;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.testing.PostgresFixture;

/** Runs of tasks as the task room leaves them in the catalog. */
final class Runs {
    private final Database database;
    private final PostgresFixture postgres;

    Runs(PostgresFixture postgres) {
        this.postgres = postgres;
        this.database = postgres.database();
    }

    Lease begin(ProjectId project, Duration lease) {
        return database.with("begin a run", handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until, started_at)
                        values (:id, :project, :id, 'test', 'running', 'test', nextval('task_token'), :until, now())
                        returning id, token
                        """)
                .bind("id", UUID.randomUUID().toString())
                .bind("project", project.value())
                .bind("until", Sql.at(postgres.clock().instant().plus(lease)))
                .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                .one());
    }

    /** Another host takes the run over: the token of before is worth nothing from now on. */
    Lease takeOver(Lease lease) {
        return database.with("take a run over", handle -> handle.createQuery(
                        "update task_run set token = nextval('task_token') where id = :id returning id, token")
                .bind("id", lease.run())
                .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                .one());
    }
}
