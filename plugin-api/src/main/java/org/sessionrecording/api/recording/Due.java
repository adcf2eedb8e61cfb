package org.sessionrecording.api.recording;

import java.time.Instant;

/**
 * Which recordings retention takes: those whose latest snapshot is older than {@code cutoff}, and of those that nobody ever
 * watched also the ones older than {@code unwatchedCutoff}, which is not before it.
 */
public record Due(Instant cutoff, Instant unwatchedCutoff) {
    /** None: no snapshot is that old. */
    public static final Due NONE = new Due(Instant.EPOCH, Instant.EPOCH);

    public Due {
        if (unwatchedCutoff.isBefore(cutoff)) {
            throw new IllegalArgumentException("Cannot take recordings that were watched before those that were not: "
                    + unwatchedCutoff + " is before " + cutoff);
        }
    }

    /** By age alone. */
    public static Due olderThan(Instant cutoff) {
        return new Due(cutoff, cutoff);
    }

    /** Those that either takes. */
    public Due or(Due other) {
        return new Due(later(cutoff, other.cutoff), later(unwatchedCutoff, other.unwatchedCutoff));
    }

    public boolean takes(Recording recording) {
        Instant before = recording.watchedAt().isPresent() ? cutoff : unwatchedCutoff;
        return recording.end().isBefore(before);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
