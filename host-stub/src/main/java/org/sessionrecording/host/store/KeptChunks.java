package org.sessionrecording.host.store;

import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.time.HostClock;

/**
 * Moves what outlives its day into the partition {@code kept}, so that one pinned recording does not hold the bytes of all
 * that arrived with it. Whole recordings move, ids unchanged, each in a transaction of its own; whoever pages through one
 * sees no difference.
 */
final class KeptChunks {
    /** Beyond all days; the lower bound of the partition. */
    private static final LocalDate KEPT = LocalDate.of(9000, 1, 1);

    private static final String STAYS =
            " ((r.pinned and (r.kept_until is null or r.kept_until > :now)) or r.quarantined is not null"
                    + " or coalesce(r.restored_until > :now, false)) ";

    /** Those alive on a day, where retention will take none of them. */
    private static final String STAYING =
            "select r.key from recording r where r.live_from <= :day and r.live_to >= :day and not exists ("
                    + "select from recording r where r.live_from <= :day and r.live_to >= :day and not" + STAYS
                    + ") order by r.key";

    private static final String LOCK = "select r.key from recording r where r.key = :key and" + STAYS + "for update";

    private static final String MOVE = """
            update chunk c set day = :kept from recording r
            where r.key = :key and c.recording = r.key and c.id > r.removed_through
              and c.day between r.live_from and r.live_to and c.day < :kept
            """;

    /** Nothing drops the partition itself. */
    private static final String PURGE = """
            delete from chunk c using recording r
            where c.day >= :kept and r.key = c.recording and c.id <= r.removed_through
            """;

    private final HostClock clock;

    KeptChunks(HostClock clock) {
        this.clock = clock;
    }

    /** Empties a day of what only stays because somebody wants it to. */
    void moveFrom(Handle handle, LocalDate day) {
        List<Long> staying = handle.createQuery(STAYING)
                .bind("day", day)
                .bind("now", Sql.at(clock.instant()))
                .mapTo(Long.class)
                .list();
        staying.forEach(key -> handle.useTransaction(transaction -> move(transaction, key)));
    }

    /** Deletes what was kept and is removed by now. */
    void purge(Handle handle) {
        handle.createUpdate(PURGE).bind("kept", KEPT).execute();
    }

    private void move(Handle transaction, long key) {
        boolean stays = transaction
                .createQuery(LOCK)
                .bind("key", key)
                .bind("now", Sql.at(clock.instant()))
                .mapTo(long.class)
                .findOne()
                .isPresent();
        if (stays) {
            transaction.createUpdate(MOVE).bind("key", key).bind("kept", KEPT).execute();
            transaction
                    .createUpdate("update recording set live_from = :kept, live_to = :kept where key = :key")
                    .bind("key", key)
                    .bind("kept", KEPT)
                    .execute();
        }
    }
}
