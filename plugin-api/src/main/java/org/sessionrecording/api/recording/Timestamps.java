package org.sessionrecording.api.recording;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The two ways in which instants are written: the name of a recording, and everything else. Both UTC, in milliseconds. */
public final class Timestamps {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** ISO 8601 basic, as in links and object keys: {@code 20261123T191000.123Z}. */
    public static String basic(Instant instant) {
        return BASIC.format(instant);
    }

    /** RFC 3339 with milliseconds, as everywhere else: {@code 2026-11-23T19:10:00.123Z}. */
    public static String rfc3339(Instant instant) {
        return RFC_3339.format(instant);
    }

    /**
     * Reads what {@link #basic} wrote, and nothing else.
     *
     * @throws IllegalArgumentException where the text is of another form
     */
    public static Instant parseBasic(String text) {
        try {
            Instant instant = BASIC.parse(text, Instant::from);
            if (basic(instant).equals(text)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw notBasic(text, e);
        }
        throw notBasic(text, null);
    }

    private static IllegalArgumentException notBasic(String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot read timestamp '" + text + "': it has the form 20261123T191000.123Z", cause);
    }
}
