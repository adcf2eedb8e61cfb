package org.sessionrecording.host.store;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.time.HostClock;

/**
 * Forgets which events were seen, and that a session was guessed, once all recordings of the session are archived, or gone
 * for good, for 48 hours: repeats that still come are found through the event ids of the parts. Safe for use from any thread and on several hosts at once.
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

    private static final String DONE = """
             not exists (
              select from recording r where r.session = %s
                and (r.archived_through < r.last_chunk
                  or coalesce(greatest(r.archived_at, r.expired_at) > :before, true)))
            """;

    private static final String FORGET =
            "delete from seen_event e where e.session = any(:sessions) and" + DONE.formatted("e.session");

    /** A guessed session is the visitor's whose recording it is, which the index of guesses finds. */
    private static final String FORGET_GUESSES = """
            delete from guessed_session g using session s join recording o on o.session = s.id
            where s.id = any(:sessions) and g.project_id = o.project_id and g.escaped_id = o.escaped_id
              and g.session_id = s.session_id and
            """ + DONE.formatted("s.id");

    /** Of recordings that were given up; those of archived ones go when they are linked. */
    private static final String FORGET_FACTS = """
            delete from recording_facts f using recording o
            where o.session = any(:sessions) and f.recording = o.key and
            """ + DONE.formatted("o.session");

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
        return database.with("forget seen events", handle -> {
            forget(handle, FORGET_FACTS, sessions);
            forget(handle, FORGET_GUESSES, sessions);
            return forget(handle, FORGET, sessions); // last: it is by the events that the sessions are found
        });
    }

    private int forget(Handle handle, String sql, List<Long> sessions) {
        return handle.createUpdate(sql)
                .bind("sessions", sessions.stream().mapToLong(Long::longValue).toArray())
                .bind("before", Sql.at(clock.instant().minus(KEPT)))
                .execute();
    }
}
