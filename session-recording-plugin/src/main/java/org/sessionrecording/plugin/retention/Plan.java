package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Budget;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.settings.RetentionSettings;

/**
 * What a run is about, decided once at its beginning.
 *
 * @param due which recordings go
 * @param totals how many those are
 * @param inventory what the database holds
 * @param budget what the budget asks for, where one is set
 */
record Plan(Due due, Totals totals, Inventory inventory, Optional<Budget> budget) {
    /** A visitor may still be there. */
    private static final Duration YOUNGEST = Duration.ofHours(24);

    /** Reads a row for each recording that has chunks in the database. */
    static Plan of(Recordings recordings, RetentionSettings settings, Instant now) {
        Optional<Budget> budget = Optional.of(settings.budget())
                .filter(RetentionSettings.Budget::isSet)
                .map(set -> recordings.budget(set.bytes(), set.neverWatchedFirst(), now.minus(YOUNGEST)));
        Due byAge = Due.olderThan(now.minus(settings.keepFor()));
        Due due = budget.map(cut -> byAge.or(cut.due())).orElse(byAge);
        return new Plan(due, recordings.dueTotals(due), recordings.inventory(due), budget);
    }

    /** For a run that only settles what earlier ones began. */
    static Plan nothing(Recordings recordings) {
        return new Plan(Due.NONE, new Totals(0, 0), recordings.inventory(Due.NONE), Optional.empty());
    }

    /** Bytes by which what has to stay exceeds the budget. */
    long overBudget() {
        return budget.map(Budget::over).orElse(0L);
    }
}
