package org.sessionrecording.host.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresFixtureIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @Test
    void gives_a_migrated_database() {
        int installations = postgres.database().jdbi().withHandle(handle -> handle.createQuery(
                        "select count(*) from installation")
                .mapTo(int.class)
                .one());

        assertThat(installations).isOne();
    }

    @Test
    void notices_a_connection_that_was_not_returned() throws SQLException {
        try (Connection taken = postgres.database().dataSource().getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            assertThatThrownBy(
                            () -> Leaks.requireAllReturned(postgres.database().dataSource(), Duration.ofMillis(50)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("returned every connection");
        }
    }

    @Test
    void advances_its_clock() {
        var before = postgres.clock().instant();

        postgres.clock().advance(Duration.ofDays(2));

        assertThat(postgres.clock().instant())
                .isAfter(before.plus(Duration.ofDays(2)).minusSeconds(1));
    }
}
