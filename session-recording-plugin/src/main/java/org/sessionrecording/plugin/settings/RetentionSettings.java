package org.sessionrecording.plugin.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * How long recordings stay in the database.
 *
 * @param keepFor whole days of 24 hours
 * @param cron Quartz expression in the project's zone
 * @param deleteWithoutArchive whether they go where there is no archive to move them to; somebody confirmed it
 * @param archiveExpiry after which they are deleted from the archive too, counted from their end; empty: never
 */
public record RetentionSettings(
        boolean enabled,
        Duration keepFor,
        String cron,
        Budget budget,
        Brake brake,
        boolean deleteWithoutArchive,
        Optional<Duration> archiveExpiry) {

    /**
     * What recordings may take in the database.
     *
     * @param bytes 0: as much as they like
     * @param neverWatchedFirst which of them go first
     */
    public record Budget(long bytes, boolean neverWatchedFirst) {
        public boolean isSet() {
            return bytes > 0;
        }

        /** Whether this takes recordings that {@code other} leaves. */
        boolean takesMoreThan(Budget other) {
            boolean less = isSet() && (!other.isSet() || bytes < other.bytes);
            return less || (isSet() && neverWatchedFirst != other.neverWatchedFirst);
        }
    }

    /**
     * When a run waits for somebody to look before it removes anything.
     *
     * @param share percent of the project's recordings in the database that one run may remove
     * @param factor how many times what earlier runs removed one may remove
     */
    public record Brake(int share, int factor) {}

    /** Whether the archive loses recordings by these that {@code other} leaves there. */
    public boolean expiresMoreThan(RetentionSettings other) {
        return archiveExpiry
                .filter(after -> other.archiveExpiry.isEmpty() || after.compareTo(other.archiveExpiry.get()) < 0)
                .isPresent();
    }

    /** Whether a run by these takes recordings that one by {@code other} leaves. */
    public boolean takesMoreThan(RetentionSettings other) {
        return enabled
                && (!other.enabled || keepFor.compareTo(other.keepFor) < 0 || budget.takesMoreThan(other.budget));
    }
}
