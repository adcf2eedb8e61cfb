package org.sessionrecording.host.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.time.HostClock;

/** What erasures still have to do outside of the database. Safe for use from any thread. */
public final class ErasureItems {
    private static final String RUN_ENDS = """
            select bool_or(t.state = 'running' and t.lease_until > :now) as running,
              max(coalesce(t.ended_at, t.lease_until)) as ended
            from task_run t where t.id = any(:runs)
            """;

    private final Database database;
    private final HostClock clock;

    public ErasureItems(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What names the erased of one batch in plain; for the tombstones of other places. */
    public record Subjects(Optional<String> escapedId, List<String> sessionIds, List<String> paths) {}

    /** When the runs that may have been writing an object ended. */
    public sealed interface Writing {
        record UnderWay() implements Writing {}

        record Ended(Instant at) implements Writing {}
    }

    /** All of one erasure. */
    public List<ErasureItem> open(ErasureRow erasure) {
        return database.with("list what is left to be erased", handle -> handle.createQuery(
                        "select * from erasure_item where erasure = :erasure order by batch, id")
                .bind("erasure", erasure.number())
                .map((row, context) -> item(row))
                .list());
    }

    public Subjects subjects(ErasureRow erasure, int batch) {
        return database.with(
                "read whom an erasure is about",
                handle -> new Subjects(
                        Erasures.subjects(handle, erasure, 0, "distinct_id").stream()
                                .findFirst(),
                        Erasures.subjects(handle, erasure, batch, "session"),
                        Erasures.subjects(handle, erasure, batch, "path")));
    }

    /** Whether runs still hold their lease. */
    public Writing writing(ErasureRow erasure, List<Long> runs) {
        return database.with("look for runs", handle -> handle.createQuery(RUN_ENDS)
                .bind("runs", runs.stream().mapToLong(Long::longValue).toArray())
                .bind("now", Sql.at(clock.instant()))
                .map((row, context) -> row.getBoolean("running")
                        ? new Writing.UnderWay()
                        : (Writing) new Writing.Ended(
                                Sql.optionalInstant(row, "ended").orElse(erasure.erasedAt())))
                .one());
    }

    public void done(ErasureItem item) {
        database.with(
                "note what was erased", handle -> handle.execute("delete from erasure_item where id = ?", item.id()));
    }

    /** It is still there. */
    public void left(ErasureItem item, String reason, Optional<Instant> until, Instant nextTry) {
        database.with("note what could not be erased", handle -> handle.createUpdate("""
                        update erasure_item set tries = tries + 1, reason = :reason, until = :until, next_try = :next
                        where id = :id
                        """)
                .bind("reason", Texts.stored(reason))
                .bind("until", Sql.at(until))
                .bind("next", Sql.at(nextTry))
                .bind("id", item.id())
                .execute());
    }

    /** Makes everything of an erasure due now. */
    public void hurry(ErasureRow erasure) {
        database.with(
                "hurry an erasure",
                handle -> handle.execute(
                        "update erasure_item set next_try = ? where erasure = ?",
                        Sql.at(clock.instant()),
                        erasure.number()));
    }

    /** Ends an erasure of which nothing is left: whom it was about is forgotten. */
    public void finish(ErasureRow erasure) {
        database.inTransaction("finish an erasure", handle -> finish(handle, erasure));
    }

    private int finish(Handle handle, ErasureRow erasure) {
        int done = handle.createUpdate("""
                        update erasure e set done_at = :now
                        where e.id = :id and e.done_at is null and e.swept_at is not null
                          and not exists (select from erasure_item i where i.erasure = e.id)
                        """)
                .bind("now", Sql.at(clock.instant()))
                .bind("id", erasure.number())
                .execute();
        return done == 0 ? 0 : handle.execute("delete from erasure_subject where erasure = ?", erasure.number());
    }

    private static ErasureItem item(ResultSet row) throws SQLException {
        Array runs = row.getArray("runs");
        return new ErasureItem(
                row.getLong("id"),
                row.getInt("batch"),
                row.getString("source"),
                Optional.ofNullable(row.getString("url")),
                Optional.ofNullable(row.getString("upload_id")),
                runs == null ? Optional.empty() : Optional.of(List.of((Long[]) runs.getArray())),
                row.getInt("tries"),
                row.getString("reason"),
                Sql.optionalInstant(row, "until"),
                Sql.instant(row, "next_try"));
    }
}
