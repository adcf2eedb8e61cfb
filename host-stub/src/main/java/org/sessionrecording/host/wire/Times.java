package org.sessionrecording.host.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Instants as clients write them: ISO 8601, with a zone or in UTC, or milliseconds since 1970. */
final class Times {
    private static final double MAX_MILLIS = 8.64e15;

    private Times() {}

    /** Empty where it is neither. */
    static Optional<Instant> parse(String text) {
        return text.indexOf('T') > 0 || text.indexOf(' ') > 0 ? iso(text.replace(' ', 'T')) : millis(text);
    }

    private static Optional<Instant> iso(String text) {
        try {
            TemporalAccessor parsed =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    parsed instanceof OffsetDateTime zoned
                            ? zoned.toInstant()
                            : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Empty where it is no number, or one that no JavaScript Date holds. */
    static Optional<Instant> millis(String text) {
        try {
            double millis = Double.parseDouble(text);
            return Math.abs(millis) <= MAX_MILLIS
                    ? Optional.of(Instant.ofEpochMilli((long) Math.floor(millis)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
