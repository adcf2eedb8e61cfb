package org.sessionrecording.host.store;

import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.time.HostClock;

/**
 * Moves what outlives its day into the partition {@code kept}, so that one pinned recording does not hold the bytes of all
 * that arrived with it. Ids stay as they are; a recording moves in one transaction, or, where it is large, in several that
 * ingest can pass between. Whoever pages through it sees no difference.
 *
 * <p>A recording with chunks in {@code kept} has {@code live_to} there. Once it gets a late chunk, its first and last day
 * span all days between, though it has chunks in few of them: whether it lives on a day is then asked of the day's table.
 */
final class KeptChunks {
    /** Beyond all days; the lower bound of the partition. */
    static final LocalDate KEPT = LocalDate.of(9000, 1, 1);

    private static final int PAGE = 500;
    /** How much one transaction moves at most, beside its first chunk: some tens of milliseconds. */
    private static final long MOVED_BYTES = 4L << 20;

    private static final int MOVED_ROWS = 512;
    private static final int PURGED_ROWS = 5_000;

    private static final String STAYS =
            " ((r.pinned and (r.kept_until is null or r.kept_until > :now)) or r.quarantined is not null"
                    + " or coalesce(r.restored_until > :now, false)) ";

    /** %s is the day's table, attached or not. */
    private static final String ALIVE = """
             recording r where r.live_from <= :day and r.live_to >= :day and (r.live_to < :kept or exists (
               select from %s c where c.recording = r.key and c.id > r.removed_through))
            """;

    private static final String LEAVES = "select exists (select from" + ALIVE + "and not" + STAYS + ")";

    private static final String FEW = """
            select coalesce(sum(octet_length(c.data)), 0) <= pg_total_relation_size('%1$s'::regclass) / 2
            from recording r join %1$s c on c.recording = r.key and c.id > r.removed_through
            where r.live_from <= :day and r.live_to >= :day
            """;

    private static final String SURVIVORS =
            "select r.key from" + ALIVE + "and r.key > :after order by r.key limit :page";

    private static final String LOCK = "select r.key from recording r where r.key = :key and" + STAYS + "for update";

    private static final String MOVE = """
            update chunk c set day = :kept
            from (
              select p.id, p.day, sum(octet_length(p.data)) over (order by p.id) as so_far,
                row_number() over (order by p.id) as n
              from (
                select x.id, x.day, x.data from recording r join chunk x on x.recording = r.key
                where r.key = :key and x.id > r.removed_through and x.day >= r.live_from and x.day < :kept
                order by x.id limit :rows) p) m
            where (m.so_far <= :bytes or m.n = 1) and c.recording = :key and c.id = m.id and c.day = m.day
            """;

    private static final String DAYS = """
            update recording r
            set live_to = :kept, live_from = (
              select min(c.day) from chunk c where c.recording = r.key and c.id > r.removed_through and c.day >= r.live_from)
            where r.key = :key
            """;

    /** Nothing drops the partition itself. */
    private static final String PURGE = """
            delete from chunk c using (
              select k.recording, k.id from chunk k join recording r on r.key = k.recording
              where k.day >= :kept and k.id <= r.removed_through
              limit :rows) gone
            where c.day >= :kept and c.recording = gone.recording and c.id = gone.id
            """;

    private final HostClock clock;

    KeptChunks(HostClock clock) {
        this.clock = clock;
    }

    /** Whether any recording has chunks in a day's table that were not removed. */
    static boolean isAlive(Handle handle, String table, LocalDate day) {
        return handle.createQuery("select exists (select from" + ALIVE.formatted(table) + ")")
                .bind("day", day)
                .bind("kept", KEPT)
                .mapTo(boolean.class)
                .one();
    }

    /** Empties a day of what only stays because somebody wants it to, where that is all and less than half of it. */
    void moveFrom(Handle handle, String table, LocalDate day) {
        if (leaves(handle, table, day)) {
            return;
        }
        List<Long> page = survivors(handle, table, day, 0);
        if (page.isEmpty() || !isFew(handle, table, day)) {
            return; // with nobody left, the sizes of all chunks must not be read to find that they are few
        }
        while (!page.isEmpty()) {
            page.forEach(key -> move(handle, key));
            page = survivors(handle, table, day, page.get(page.size() - 1));
        }
    }

    /** Deletes what was kept and is removed by now. */
    void purge(Handle handle) {
        int deleted = PURGED_ROWS;
        while (deleted == PURGED_ROWS) {
            deleted = handle.createUpdate(PURGE)
                    .bind("kept", KEPT)
                    .bind("rows", PURGED_ROWS)
                    .execute();
        }
    }

    /** Whether retention is still to take one of them. */
    private boolean leaves(Handle handle, String table, LocalDate day) {
        return handle.createQuery(LEAVES.formatted(table))
                .bind("day", day)
                .bind("kept", KEPT)
                .bind("now", Sql.at(clock.instant()))
                .mapTo(boolean.class)
                .one();
    }

    private static boolean isFew(Handle handle, String table, LocalDate day) {
        return handle.createQuery(FEW.formatted(table))
                .bind("day", day)
                .mapTo(boolean.class)
                .one();
    }

    private static List<Long> survivors(Handle handle, String table, LocalDate day, long after) {
        return handle.createQuery(SURVIVORS.formatted(table))
                .bind("day", day)
                .bind("kept", KEPT)
                .bind("after", after)
                .bind("page", PAGE)
                .mapTo(Long.class)
                .list();
    }

    private void move(Handle handle, long key) {
        int moved = 1;
        while (moved > 0) {
            moved = handle.inTransaction(transaction -> movePage(transaction, key));
        }
    }

    /** @return chunks moved */
    private int movePage(Handle transaction, long key) {
        boolean stays = transaction
                .createQuery(LOCK)
                .bind("key", key)
                .bind("now", Sql.at(clock.instant()))
                .mapTo(long.class)
                .findOne()
                .isPresent();
        if (!stays) {
            return 0;
        }
        int moved = transaction
                .createUpdate(MOVE)
                .bind("key", key)
                .bind("kept", KEPT)
                .bind("rows", MOVED_ROWS)
                .bind("bytes", MOVED_BYTES)
                .execute();
        if (moved > 0) {
            transaction.createUpdate(DAYS).bind("key", key).bind("kept", KEPT).execute();
        }
        return moved;
    }
}
