package org.sessionrecording.host.testing;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Finds connections that a test left behind. */
final class Leaks {
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private Leaks() {}

    static void requireAllReturned(DataSource pool, Duration deadline) {
        Eventually.until(
                "the test returned every connection it took from the pool", deadline, () -> borrowed(pool) == 0);
    }

    private static int borrowed(DataSource pool) {
        try {
            return pool.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot look into the pool: " + e.getMessage(), e);
        }
    }
}
