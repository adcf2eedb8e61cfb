package org.sessionrecording.host.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Tries again what another transaction or a restart of the database spoiled, a few times within about a second. */
final class StoreRetries {
    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE = Duration.ofMillis(10).toNanos();
    private static final String CHECK_VIOLATION = "23514";
    /** Two transactions could not both have their way; doing the work again helps. */
    static final String SERIALIZATION_FAILURE = "40001";

    private static final String DEADLOCK = "40P01";

    /** A piece of work that may be done again. */
    @FunctionalInterface
    interface Work<R> {
        R run() throws SQLException;
    }

    /** @param what for the message: <em>Cannot {what}: …</em> */
    <R> R call(String what, Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (SQLException e) {
                if (attempt == ATTEMPTS
                        || !passing(StoreErrors.state(e))
                        || Thread.currentThread().isInterrupted()) {
                    throw StoreErrors.translated(what, e);
                }
                pause(attempt);
            }
        }
    }

    /** An insert found no partition for its day. */
    static boolean partitionMissing(SQLException error) {
        return CHECK_VIOLATION.equals(error.getSQLState())
                && String.valueOf(error.getMessage()).contains("no partition of relation");
    }

    private static boolean passing(String state) {
        return state.equals(SERIALIZATION_FAILURE)
                || state.equals(DEADLOCK)
                || state.equals(StoreErrors.LOCK_NOT_AVAILABLE)
                || state.startsWith("08")
                || state.startsWith("57P");
    }

    private static void pause(int attempt) {
        long pause = FIRST_PAUSE << (2 * (attempt - 1));
        LockSupport.parkNanos(pause + ThreadLocalRandom.current().nextLong(pause));
    }
}
