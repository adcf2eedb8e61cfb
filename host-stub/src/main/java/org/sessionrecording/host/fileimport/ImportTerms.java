package org.sessionrecording.host.fileimport;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.store.ImportedRecordings.Keep;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;

/**
 * How long an import is kept.
 *
 * @param keepDays 0: as long as something of its age is; by default as long as what is recorded today
 * @param retention the project's; empty where recordings are kept for ever
 */
record ImportTerms(long keepDays, Optional<Duration> retention, Instant arrived) {
    private static final int MOST_DAYS = 3_650;

    static ImportTerms read(Context context, Optional<Duration> retention, Instant arrived) {
        String asked = Requests.query(context, "keep_days");
        long usual = retention.map(Duration::toDays).orElse(0L);
        return new ImportTerms(asked == null ? usual : days(asked), retention, arrived);
    }

    private static long days(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST_DAYS) {
            throw new Rejection(400, "Cannot import the file: keep_days is a number of days, 0 to " + MOST_DAYS);
        }
        return Integer.parseInt(text);
    }

    /** Empty where retention takes it as old as it is. */
    Optional<Keep> keep() {
        if (keepDays == 0) {
            return Optional.empty();
        }
        Instant until = arrived.plus(Duration.ofDays(keepDays));
        return Optional.of(new Keep(until, retention.map(until::minus).orElse(until)));
    }

    /** When retention may take what ended then, if it was not kept for longer. */
    Optional<Instant> due(Instant end) {
        return retention.map(end::plus);
    }

    /** Until when what ended then is kept beyond that. */
    @Nullable
    Instant keptUntil(Instant end) {
        return keep().filter(asked -> end.isBefore(asked.ifEndedBefore()))
                .map(Keep::until)
                .orElse(null);
    }
}
