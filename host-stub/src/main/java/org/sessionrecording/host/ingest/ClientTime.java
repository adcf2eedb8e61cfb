package org.sessionrecording.host.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * From a client's clock to ours: its skew is added; an instant that is impossible even then is taken as the arrival.
 */
public record ClientTime(Instant arrived, long skewMillis) {
    private static final long YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST_AHEAD = Duration.ofHours(24).toMillis();
    /** Far beyond any clock, and far from overflow. */
    private static final long MAX_SKEW = Duration.ofDays(365_000).toMillis();

    /**
     * @param sentAt by the client's clock; where it is not known, the clock is taken to be right
     */
    static ClientTime of(Instant arrived, Optional<Instant> sentAt) {
        long skew = sentAt.map(sent -> arrived.toEpochMilli() - millis(sent)).orElse(0L);
        return new ClientTime(arrived, Math.abs(skew) > MAX_SKEW ? 0 : skew);
    }

    private static long millis(Instant instant) {
        long seconds = Math.max(-MAX_SKEW / 1_000, Math.min(MAX_SKEW / 1_000, instant.getEpochSecond()));
        return seconds * 1_000 + instant.getNano() / 1_000_000;
    }

    /** The corrected instant of what the client's clock called {@code millis}. */
    public Instant corrected(long millis) {
        long corrected = millis + skewMillis;
        boolean possible = corrected >= YEAR_2000 && corrected <= arrived.toEpochMilli() + LATEST_AHEAD;
        return possible ? Instant.ofEpochMilli(corrected) : arrived;
    }
}
