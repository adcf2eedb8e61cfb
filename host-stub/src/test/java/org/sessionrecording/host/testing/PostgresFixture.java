package org.sessionrecording.host.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/**
 * A fresh, migrated database on a real PostgreSQL for one test class, with one clock that tests may advance. Use it as
 * {@code @RegisterExtension static final PostgresFixture postgres = new PostgresFixture();}. A test fails when it leaves a
 * connection of the pool taken, a class when it leaves one open that it made itself.
 */
public final class PostgresFixture implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(PostgresFixture.class);

    private @Nullable PostgresServer server;
    private @Nullable String name;
    private @Nullable Database database;
    private @Nullable HostClock clock;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(PostgresServer.class, key -> new PostgresServer(), PostgresServer.class);
        name = server.create();
        database = Database.open(jdbcUrl());
        clock = new HostClock(database.jdbi(), Duration.ZERO);
    }

    /** The class's database, open. */
    public Database database() {
        return requireNonNull(database);
    }

    /** The clock of {@link #database()}; a class that advances it does so for all its tests. */
    public HostClock clock() {
        return requireNonNull(clock);
    }

    /** For a host or connection of the test's own, which it has to close. */
    public String jdbcUrl() {
        return requireNonNull(server).jdbcUrl(requireNonNull(name));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Leaks.requireAllReturned(database().dataSource(), Leaks.DEADLINE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        PostgresServer running = requireNonNull(server);
        String ours = requireNonNull(name);
        database().close();
        try {
            Eventually.until(
                    "the test class closed every connection", Leaks.DEADLINE, () -> running.connections(ours) == 0);
        } finally {
            running.drop(ours);
        }
    }
}
