package org.sessionrecording.host.store;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sessionrecording.host.store.DayPartitions.Dropped;
import org.sessionrecording.host.time.HostClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detaches and drops the partitions of dead days. {@code DETACH … CONCURRENTLY} waits, outside of any transaction, for
 * those who still read the chunk table; given up, it stays pending and is finished by the next call.
 */
final class PartitionDropper {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionDropper.class);

    /** Droppers on all hosts exclude each other; any number that nothing else uses. */
    private static final long TURN = 5_733_014_200_002L;

    /** How long a reader may keep a dead partition before it is left for the next call. */
    private static final Duration DETACH_TIMEOUT = Duration.ofSeconds(2);

    /**
     * Nobody reads a detached table but autovacuum, which gives way once a second has passed, and nobody waits behind this.
     */
    private static final Duration DROP_TIMEOUT = Duration.ofSeconds(10);

    private static final String TABLES = """
            select t.relname as name, i.inhparent is not null as attached, coalesce(i.inhdetachpending, false) as pending
            from pg_class t left join pg_inherits i on i.inhrelid = t.oid
            where t.relkind = 'r' and t.relname ~ :pattern
              and t.relnamespace = (select p.relnamespace from pg_class p where p.oid = 'chunk'::regclass)
            order by t.relname
            """;

    private final Database database;
    private final KeptChunks kept;

    /** A day's table: a partition, one whose detaching was given up, or one that was detached but not dropped. */
    private record DayTable(String name, LocalDate day, boolean attached, boolean pending) {}

    PartitionDropper(Database database, HostClock clock) {
        this.database = database;
        this.kept = new KeptChunks(clock);
    }

    List<Dropped> dropBefore(LocalDate end) {
        return database.with("drop partitions", handle -> {
            if (!handle.createQuery("select pg_try_advisory_lock(:turn)")
                    .bind("turn", TURN)
                    .mapTo(boolean.class)
                    .one()) {
                return List.of();
            }
            try {
                return dropBefore(handle, end);
            } finally {
                handle.execute("select pg_advisory_unlock(?)", TURN);
                handle.execute("reset lock_timeout");
            }
        });
    }

    private List<Dropped> dropBefore(Handle handle, LocalDate end) {
        List<Dropped> dropped = new ArrayList<>();
        for (DayTable table : tables(handle)) {
            if (table.pending() && !detach(handle, table, "finalize")) {
                return dropped;
            }
        }
        for (DayTable table : tables(handle)) {
            if (table.day().isBefore(end) && (!table.attached() || isDead(handle, table))) {
                if (table.attached() && !detach(handle, table, "concurrently")) {
                    return dropped;
                }
                drop(handle, table).ifPresent(dropped::add);
            }
        }
        kept.purge(handle);
        return dropped;
    }

    /** Nothing is alive, once what only stays because somebody wants it to has moved. */
    private boolean isDead(Handle handle, DayTable table) {
        kept.moveFrom(handle, table.name(), table.day());
        return !KeptChunks.isAlive(handle, table.name(), table.day());
    }

    /** @return false where somebody still reads it */
    private static boolean detach(Handle handle, DayTable table, String how) {
        handle.execute("set lock_timeout = '" + DETACH_TIMEOUT.toMillis() + "ms'");
        try {
            handle.execute("alter table chunk detach partition " + table.name() + " " + how);
            return true;
        } catch (JdbiException e) {
            if (!StoreErrors.state(e).equals(StoreErrors.LOCK_NOT_AVAILABLE)) {
                throw e;
            }
            LOG.warn("Cannot detach {} yet: a reader holds it; the next run goes on", table.name());
            return false;
        }
    }

    /**
     * All who could have written to the day before it was detached are done by now; if one of them brought it back to life
     * it is attached again.
     */
    private Optional<Dropped> drop(Handle handle, DayTable table) {
        return LockRetry.run(() -> dropDetached(handle, table));
    }

    private Optional<Dropped> dropDetached(Handle handle, DayTable table) {
        try {
            return handle.inTransaction(transaction -> {
                transaction.execute("set local lock_timeout = '" + LockRetry.LOCK_TIMEOUT.toMillis() + "ms'");
                if (KeptChunks.isAlive(transaction, table.name(), table.day())) {
                    PartitionMaker.attach(transaction, table.name(), table.day());
                    return Optional.empty();
                }
                transaction.execute("set local lock_timeout = '" + DROP_TIMEOUT.toMillis() + "ms'");
                long bytes = transaction
                        .createQuery("select pg_total_relation_size(to_regclass(:name))")
                        .bind("name", table.name())
                        .mapTo(long.class)
                        .one();
                transaction.execute("drop table " + table.name());
                return Optional.of(new Dropped(table.name(), table.day(), bytes));
            });
        } catch (JdbiException e) {
            throw StoreErrors.translated("drop the partition " + table.name(), e);
        }
    }

    private static List<DayTable> tables(Handle handle) {
        return handle.createQuery(TABLES)
                .bind("pattern", PartitionNames.PATTERN)
                .map((row, context) -> new DayTable(
                        row.getString("name"),
                        PartitionNames.day(row.getString("name")),
                        row.getBoolean("attached"),
                        row.getBoolean("pending")))
                .list();
    }
}
