package org.sessionrecording.host.store;

import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.host.time.HostClock;

/**
 * The fence before every write of a run. Within the write's transaction it takes a share lock on the run's row, so that no
 * other host can take the run over before the write is committed or gone.
 */
final class LeaseGuard {
    private static final String HELD = """
            select 1 from task_run
            where id = :run and project_id = :project and token = :token and state = 'running'
              and lease_until > clock_timestamp() + :offset * interval '1 millisecond'
            for share
            """;

    private final HostClock clock;
    private final ProjectId project;

    LeaseGuard(HostClock clock, ProjectId project) {
        this.clock = clock;
        this.project = project;
    }

    /** @throws LeaseLostException when the lease is no longer held; the transaction must be rolled back */
    void requireHeld(Handle transaction, Lease lease) {
        boolean held = transaction
                .createQuery(HELD)
                .bind("run", lease.run())
                .bind("project", project.value())
                .bind("token", lease.token())
                .bind("offset", clock.offset().toMillis())
                .mapTo(int.class)
                .findOne()
                .isPresent();
        if (!held) {
            throw new LeaseLostException("Cannot go on with run " + lease.run()
                    + ": its lease ended or another host took it over (nothing was changed)");
        }
    }
}
