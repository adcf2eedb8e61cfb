package org.sessionrecording.host.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.sessionrecording.host.store.Database;

/**
 * One PostgreSQL for all tests of a JVM, with a migrated template from which each test class gets its own database in some
 * milliseconds. JUnit closes it after the last class.
 */
final class PostgresServer implements AutoCloseable {
    private static final String TEMPLATE = "migrated";

    private final EmbeddedPostgres server;
    private final AtomicInteger made = new AtomicInteger();

    PostgresServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "300")
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start the tests' PostgreSQL: " + e.getMessage(), e);
        }
        execute("create database " + TEMPLATE);
        Database.open(jdbcUrl(TEMPLATE)).close();
    }

    /** Makes a fresh, migrated database and gives its name. */
    synchronized String create() {
        String name = "test_" + made.incrementAndGet();
        Eventually.until("nobody is connected to the template", Leaks.DEADLINE, () -> connections(TEMPLATE) == 0);
        execute("create database " + name + " template " + TEMPLATE);
        return name;
    }

    void drop(String name) {
        execute("drop database " + name + " with (force)");
    }

    String jdbcUrl(String name) {
        return server.getJdbcUrl("postgres", name);
    }

    /** How many clients are connected to a database. */
    int connections(String name) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where backend_type = 'client backend' and datname = '"
                                + name + "'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot count connections: " + e.getMessage(), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare the tests' database: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
