package org.sessionrecording.plugin.archive;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.project.State;

/**
 * The note that the bucket knows of runs that the database does not: the database was restored to an older day. As long as it
 * stands nothing is removed. A run makes it; a verification that began after it and found links and objects in order, or a
 * confirmed run, takes it away.
 */
public final class RestoredDatabase {
    private static final String KEY = "restored-database";

    private RestoredDatabase() {}

    /** Since when the note stands; empty where there is none. Blocks on the database. */
    public static Optional<Instant> notedAt(State state) {
        return state.find(KEY).map(entry -> Instant.parse(entry.value()));
    }

    /** Makes the note where there is none. */
    public static void note(State state, Instant now) {
        state.put(KEY, now.toString(), 0);
    }

    /** Takes away a note that was made before {@code began}. */
    public static void clear(State state, Instant began) {
        state.find(KEY)
                .filter(entry -> Instant.parse(entry.value()).isBefore(began))
                .ifPresent(entry -> state.delete(KEY, entry.version()));
    }
}
