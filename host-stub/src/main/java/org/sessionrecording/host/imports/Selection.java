package org.sessionrecording.host.imports;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which rows of which table.
 *
 * @param from only rows of this instant or later, by the table's own {@code timestamp}
 * @param to only earlier ones
 */
record Selection(TableName table, OptionalLong team, Optional<Instant> from, Optional<Instant> to) {
    @Override
    public String toString() {
        return table
                + (team.isPresent() ? " team " + team.getAsLong() : "")
                + from.map(instant -> " from " + instant).orElse("")
                + to.map(instant -> " to " + instant).orElse("");
    }
}
