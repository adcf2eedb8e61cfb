package org.sessionrecording.interleavings;

import java.time.Duration;
import java.time.Instant;

/** What the settings say, for the model. */
final class Rules {
    static final int RETENTION_DAYS = 7;

    /** Time goes on while a step is done. */
    private static final Duration UNSURE = Duration.ofMinutes(10);

    private Rules() {}

    /** Retention has to take it. */
    static boolean mustGo(Known recording, Instant now) {
        return recording.end.isBefore(cutoff(now).minus(UNSURE)) && !recording.isExempt(now.minus(UNSURE));
    }

    /** Retention may take it. */
    static boolean mayGo(Known recording, Instant now) {
        return recording.end.isBefore(cutoff(now).plus(UNSURE)) && !recording.isExempt(now.plus(UNSURE));
    }

    private static Instant cutoff(Instant now) {
        return now.minus(Duration.ofDays(RETENTION_DAYS));
    }
}
