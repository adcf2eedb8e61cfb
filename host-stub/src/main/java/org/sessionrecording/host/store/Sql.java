package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Instants to and from timestamptz, independent of the session's and the machine's zone, in whole milliseconds. */
final class Sql {
    private Sql() {}

    static OffsetDateTime at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime at(Optional<Instant> instant) {
        return instant.map(Sql::at).orElse(null);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return millis(row.getObject(column, OffsetDateTime.class));
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(Sql::millis);
    }

    private static Instant millis(OffsetDateTime at) {
        return at.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
