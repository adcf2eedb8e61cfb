package org.sessionrecording.host.store;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.time.HostClock;

/**
 * Forgets which events were seen, once all recordings of their session are archived, or gone for good, for 48 hours: repeats
 * that still come are found through the event ids of the parts. Safe for use from any thread and on several hosts at once.
 */
public final class SeenEvents {
    private static final Duration KEPT = Duration.ofHours(48);
    private static final int SESSIONS_PER_BATCH = 500;

    /** Skips from session to session through the primary key, however many events each has. */
    private static final String SESSIONS = """
            with recursive seen as (
              (select session, 1 as n from seen_event where session > :after order by session limit 1)
              union all
              select (select e.session from seen_event e where e.session > seen.session order by e.session limit 1), n + 1
              from seen where seen.session is not null and n < :limit)
            select session from seen where session is not null order by session
            """;

    private static final String FORGET = """
            delete from seen_event e
            where e.session = any(:sessions) and not exists (
              select from recording r where r.session = e.session
                and (r.archived_through < r.last_chunk
                  or coalesce(greatest(r.archived_at, r.expired_at) > :before, true)))
            """;

    private final Database database;
    private final HostClock clock;

    public SeenEvents(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Deletes in batches, each committed by itself; gives the number of events forgotten. */
    public long forgetOld() {
        long forgotten = 0;
        List<Long> sessions = sessionsAfter(0);
        while (!sessions.isEmpty()) {
            forgotten += forget(sessions);
            sessions = sessionsAfter(sessions.get(sessions.size() - 1));
        }
        return forgotten;
    }

    private List<Long> sessionsAfter(long session) {
        return database.with("list sessions with seen events", handle -> handle.createQuery(SESSIONS)
                .bind("after", session)
                .bind("limit", SESSIONS_PER_BATCH)
                .mapTo(Long.class)
                .list());
    }

    private int forget(List<Long> sessions) {
        return database.with("forget seen events", handle -> forget(handle, sessions));
    }

    private int forget(Handle handle, List<Long> sessions) {
        return handle.createUpdate(FORGET)
                .bind("sessions", sessions.stream().mapToLong(Long::longValue).toArray())
                .bind("before", Sql.at(clock.instant().minus(KEPT)))
                .execute();
    }
}
