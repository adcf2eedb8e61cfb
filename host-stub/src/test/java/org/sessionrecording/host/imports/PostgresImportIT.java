package org.sessionrecording.host.imports;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.host.testing.PostgresFixture;

/** From PostHog's table of 2020. */
final class PostgresImportIT extends ImportContract {
    @RegisterExtension
    static final PostgresFixture source = new PostgresFixture();

    private static PostgresEvents events;

    @BeforeAll
    static void connect() {
        events = new PostgresEvents(source.jdbcUrl());
    }

    @AfterAll
    static void disconnect() {
        events.close();
    }

    @Override
    EventsTable table() {
        return events;
    }
}
