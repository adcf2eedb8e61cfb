package org.sessionrecording.interleavings;

import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.host.store.Database;

/** Rows of runs, as the host's task service writes them. */
final class Leases {
    private static final String NOW = "(clock_timestamp() + :offset * interval '1 millisecond')";

    private final World world;

    Leases(World world) {
        this.world = world;
    }

    /** A new run takes over from whichever is still under way. */
    Lease take(String task) {
        endRunning("task = '" + task + "'");
        return database().jdbi().withHandle(handle -> handle.createQuery("""
            insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until,
              started_at)
            values (gen_random_uuid()::text, :project, :task, 'machine', 'running', 'machine',
              nextval('task_token'), NOW + interval '5 minutes', NOW)
            returning id, token
            """.replace("NOW", NOW))
                .bind("project", world.host().project.id().value())
                .bind("task", task)
                .bind("offset", offset())
                .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                .one());
    }

    /** The run ended well. */
    void release(Lease lease, boolean well) {
        database().jdbi().useHandle(handle -> handle.createUpdate(
                        "update task_run set state = :state, ended_at = " + NOW + " where id = :id")
                .bind("state", well ? "succeeded" : "failed")
                .bind("offset", offset())
                .bind("id", lease.run())
                .execute());
    }

    /** Its host stopped: nobody renews it, and it passes. */
    void expire(Lease lease) {
        database().jdbi().useHandle(handle -> handle.createUpdate(
                        "update task_run set lease_until = " + NOW + " where id = :id")
                .bind("offset", offset())
                .bind("id", lease.run())
                .execute());
    }

    /** Another host took over. */
    void lose(Lease lease) {
        endRunning("id = " + lease.run());
    }

    boolean isHeld(Lease lease) {
        return database().jdbi().withHandle(handle -> handle.createQuery("select count(*) from task_run where id = :id"
                                + " and state = 'running' and lease_until > " + NOW)
                        .bind("id", lease.run())
                        .bind("offset", offset())
                        .mapTo(int.class)
                        .one())
                > 0;
    }

    private void endRunning(String which) {
        database().jdbi().useHandle(handle -> handle.createUpdate("update task_run set state = 'failed', ended_at = "
                        + NOW + " where state = 'running' and " + which)
                .bind("offset", offset())
                .execute());
    }

    private Database database() {
        return world.host().database;
    }

    private long offset() {
        return world.host().clock.offset().toMillis();
    }
}
