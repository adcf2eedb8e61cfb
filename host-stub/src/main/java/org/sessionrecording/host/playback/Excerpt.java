package org.sessionrecording.host.playback;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody without login gets of a recording. Half-open: from (inclusive) to (exclusive); each window begins at its last
 * full snapshot at or before {@code from}, or else at its first one within the span, since nothing can be drawn before.
 *
 * @param from empty: from the start
 * @param to empty: to the end, wherever that comes to be
 * @param person whether what is known of the visitor is part of it: distinct id, session id, window ids, facts, and the
 *     snapshots that draw nothing (rrweb's custom and plugin events: console output, configuration, identities)
 */
public record Excerpt(Optional<Instant> from, Optional<Instant> to, boolean person) {
    public Excerpt {
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException("Cannot share the span: it is empty (from has to be before to)");
        }
    }

    /** All of it. */
    public static Excerpt whole(boolean person) {
        return new Excerpt(Optional.empty(), Optional.empty(), person);
    }

    boolean isSpan() {
        return from.isPresent() || to.isPresent();
    }

    Instant begin() {
        return from.orElse(Instant.MIN);
    }

    Instant end() {
        return to.orElse(Instant.MAX);
    }
}
