package org.sessionrecording.host.store;

import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.ProjectId;

/** Changes of one project's persons wait for each other, whoever makes them. */
public final class PersonsLock {
    private static final long LOCK = 0x5e55_0002L << 32;

    private PersonsLock() {}

    /** Until the transaction ends. */
    public static void take(Handle transaction, ProjectId project) {
        transaction
                .createQuery("select pg_advisory_xact_lock(:lock)")
                .bind("lock", LOCK + project.value())
                .mapTo(String.class)
                .one();
    }
}
