package org.sessionrecording.host.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sessionrecording.api.ApiException;

/**
 * The installation's PostgreSQL: one pool, migrated when opened. Safe for use from any thread; the host closes it last.
 */
public final class Database implements AutoCloseable {
    private static final int POOL_SIZE = 16;

    /** As long as a lease. */
    private static final String LONGEST_SLEEP = "30s";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final StoreRetries retries = new StoreRetries();

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool)
                .registerArrayType(long.class, "bigint")
                .registerArrayType(int.class, "integer")
                .registerArrayType(String.class, "text");
    }

    /**
     * Connects and migrates.
     *
     * @throws ApiException where the database cannot be reached or was written by a newer version
     */
    public static Database open(String jdbcUrl) {
        HikariDataSource pool = pool(jdbcUrl);
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/migration")
                    .ignoreMigrationPatterns("*:pending")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            pool.close();
            throw new ApiException(
                    ApiException.Kind.STORE,
                    "Cannot open the database: " + e.getMessage() + " (was it a newer version's?)",
                    e);
        }
        return new Database(pool);
    }

    private static HikariDataSource pool(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("host");
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(POOL_SIZE);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // bytea travels in binary from the first execution on
        config.addDataSourceProperty("prepareThreshold", "-1");
        // or a failed batch would carry its values, which are what visitors did, into the log
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "session-recording-host");
        // a host that is put to sleep in the middle of a transaction must not hold its locks for ever: others take over
        // its runs
        config.setConnectionInitSql(
                "set time zone 'UTC'; set idle_in_transaction_session_timeout = '" + LONGEST_SLEEP + "'");
        return new HikariDataSource(config);
    }

    /**
     * Runs statements that commit one by one.
     *
     * @param what for the message: <em>Cannot what: …</em>
     * @throws ApiException of kind STORE where the database fails; what {@code work} throws itself comes through
     */
    public <T> T with(String what, HandleCallback<T, SQLException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException | SQLException e) {
            throw StoreErrors.translated(what, e);
        }
    }

    /** As {@link #with}, in one transaction, which any exception rolls back. */
    public <T> T inTransaction(String what, HandleCallback<T, SQLException> work) {
        try {
            return jdbi.inTransaction(work);
        } catch (JdbiException | SQLException e) {
            throw StoreErrors.translated(what, e);
        }
    }

    /**
     * As {@link #inTransaction}, done again some times where another transaction or a restart of the database spoiled it.
     *
     * @param work may run several times, also after it was committed without this host learning of it
     */
    <T> T inRepeatedTransaction(String what, HandleCallback<T, SQLException> work) {
        return retries.call(what, () -> {
            try {
                return jdbi.inTransaction(work);
            } catch (JdbiException e) {
                throw StoreErrors.sqlException(e).orElseThrow(() -> e);
            }
        });
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
