package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Recordings.Budget;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.time.HostClock;

/** Adds up what the database holds of one project, and finds where a budget cuts; each method is one statement. */
final class Holdings {
    /** Recordings with chunks in the database, and in which of retention's exceptions each is. */
    private static final String HELD = """
            with held as (
              select r.key, r.end_at, r.live_bytes, r.watched_at is not null as watched,
                     case when r.pinned and (r.kept_until is null or r.kept_until > :now) then 'pinned'
                          when r.quarantined is not null then 'quarantined'
                          when r.restored_until > :now then 'restored'
                          else 'free' end as what
              from recording r where r.project_id = :project and r.live_from is not null)
            """;

    private static final String INVENTORY = HELD + """
            select count(*) as all_count, coalesce(sum(live_bytes), 0) as all_bytes,
                   count(*) filter (where what = 'pinned') as pinned_count,
                   coalesce(sum(live_bytes) filter (where what = 'pinned'), 0) as pinned_bytes,
                   count(*) filter (where what = 'quarantined') as quarantined_count,
                   coalesce(sum(live_bytes) filter (where what = 'quarantined'), 0) as quarantined_bytes,
                   count(*) filter (where what = 'restored') as restored_count,
                   coalesce(sum(live_bytes) filter (where what = 'restored'), 0) as restored_bytes,
                   min(end_at) filter (where what in ('free', 'quarantined')
                     and (end_at < :cutoff or (not watched and end_at < :unwatched))) as oldest_due
            from held
            """;

    /** The first recording, in the order in which they have to go, with which enough has gone; none: all together do not do. */
    private static final String CUT = HELD + """
            , total as (select coalesce(sum(live_bytes), 0) as bytes from held),
            candidates as (
              select end_at, watched, live_bytes,
                     sum(live_bytes) over (order by :unwatched_first and watched, end_at, key rows unbounded preceding) as through
              from held where what = 'free' and end_at < :newest and live_bytes > 0),
            cut as (
              select c.end_at, c.watched from candidates c, total t
              where t.bytes > :budget and c.through >= t.bytes - :budget order by c.through limit 1)
            select t.bytes, cut.end_at, cut.watched,
                   (select coalesce(sum(live_bytes), 0) from candidates) as could_go
            from total t left join cut on true
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;

    Holdings(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    Inventory inventory(Due due) {
        return database.with("count what the database holds", handle -> handle.createQuery(INVENTORY)
                .bind("project", project.value())
                .bind("now", Sql.at(clock.instant()))
                .bind("cutoff", Sql.at(due.cutoff()))
                .bind("unwatched", Sql.at(due.unwatchedCutoff()))
                .map((row, context) -> new Inventory(
                        totals(row, "all"),
                        totals(row, "pinned"),
                        totals(row, "quarantined"),
                        totals(row, "restored"),
                        Sql.optionalInstant(row, "oldest_due")))
                .one());
    }

    private static Totals totals(ResultSet row, String what) throws SQLException {
        return new Totals(row.getLong(what + "_count"), row.getLong(what + "_bytes"));
    }

    Budget budget(long bytes, boolean neverWatchedFirst, Instant newest) {
        return database.with("find what exceeds the budget", handle -> handle.createQuery(CUT)
                .bind("project", project.value())
                .bind("now", Sql.at(clock.instant()))
                .bind("newest", Sql.at(newest))
                .bind("budget", bytes)
                .bind("unwatched_first", neverWatchedFirst)
                .map((row, context) -> cut(row, bytes, neverWatchedFirst, newest))
                .one());
    }

    private static Budget cut(ResultSet row, long budget, boolean neverWatchedFirst, Instant newest)
            throws SQLException {
        long held = row.getLong("bytes");
        if (held <= budget) {
            return new Budget(Due.NONE, held, 0);
        }
        if (row.getObject("watched") == null) {
            return new Budget(Due.olderThan(newest), held, held - budget - row.getLong("could_go"));
        }
        Instant through = Sql.instant(row, "end_at").plusMillis(1);
        if (!neverWatchedFirst) {
            return new Budget(Due.olderThan(through), held, 0);
        }
        Due due = row.getBoolean("watched") ? new Due(through, newest) : new Due(Instant.EPOCH, through);
        return new Budget(due, held, 0);
    }
}
