package org.sessionrecording.host.store;

import java.time.LocalDate;
import org.jdbi.v3.core.Handle;

/**
 * Makes a day's partition as a table of its own and attaches it: unlike {@code CREATE TABLE … PARTITION OF} that takes no
 * lock an insert or a reader would wait for.
 */
final class PartitionMaker {
    /** Makers on all hosts take turns; any number that nothing else uses. */
    private static final long TURN = 5_733_014_200_001L;

    private final Database database;

    PartitionMaker(Database database) {
        this.database = database;
    }

    void make(LocalDate day) {
        String name = PartitionNames.of(day);
        if (!isAttached(name)) {
            LockRetry.run(
                    () -> database.inTransaction("make the partition " + name, handle -> make(handle, name, day)));
        }
    }

    private boolean isAttached(String name) {
        return database.with("look for the partition " + name, handle -> isAttached(handle, name));
    }

    private static boolean isAttached(Handle handle, String name) {
        return handle.createQuery("""
                        select exists (select from pg_inherits
                          where inhparent = 'chunk'::regclass and inhrelid = to_regclass(:name) and not inhdetachpending)
                        """).bind("name", name).mapTo(boolean.class).one();
    }

    private static boolean make(Handle handle, String name, LocalDate day) {
        handle.execute("set local lock_timeout = '" + LockRetry.LOCK_TIMEOUT.toMillis() + "ms'");
        handle.execute("select pg_advisory_xact_lock(?)", TURN);
        if (!isAttached(handle, name)) {
            handle.execute("create table if not exists " + name + " (like chunk including all)");
            attach(handle, name, day);
        }
        return true;
    }

    static void attach(Handle handle, String name, LocalDate day) {
        handle.execute("alter table chunk attach partition " + name + " for values from ('" + day + "') to ('"
                + day.plusDays(1) + "')");
    }
}
