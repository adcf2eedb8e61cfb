package org.sessionrecording.plugin.retention;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/**
 * The one place where a run removes anything. Nothing goes while a brake holds, and a clock that begins to jump while the run
 * goes on is a brake. For the run's thread.
 */
final class Remover {
    private final Recordings recordings;
    private final Lease lease;
    private final Tally tally;
    private final Brakes brakes;
    private final Before before;
    private final Optional<ClockDoubt> doubtAtStart;
    private Optional<String> brake;

    /** What comes before the first removal. */
    @FunctionalInterface
    interface Before {
        void removing(Map<String, Long> figures);
    }

    private interface Removing {
        List<RecordingKey> remove(List<Removal> removals, Lease lease);
    }

    /** @param brake why nothing may be removed, where nothing may */
    Remover(Recordings recordings, Lease lease, Tally tally, Brakes brakes, Optional<String> brake, Before before) {
        this.recordings = recordings;
        this.lease = lease;
        this.tally = tally;
        this.brakes = brakes;
        this.brake = brake;
        this.before = before;
        this.doubtAtStart = brakes.doubt();
    }

    /** Takes out of the database what linked parts hold. */
    void remove(List<Leftover> removable) {
        remove(removable, recordings::removeArchived).forEach(tally::removed);
    }

    /** Gives up for good what no part holds. */
    void expire(List<Leftover> removable) {
        remove(removable, recordings::expire).forEach(tally::expired);
    }

    /** @return the stored bytes of each that went */
    private List<Long> remove(List<Leftover> removable, Removing removing) {
        if (removable.isEmpty()) {
            return List.of();
        }
        if (brake.isEmpty()) {
            brake = brakes.doubt()
                    .filter(doubt -> !doubtAtStart.equals(Optional.of(doubt)))
                    .map(doubt -> "the clock jumped while the run went on: " + doubt.reason());
        }
        if (brake.isPresent()) {
            removable.forEach(leftover -> tally.waiting(leftover.bytes()));
            return List.of();
        }
        before.removing(tally.figures());
        Set<RecordingKey> gone = new HashSet<>(
                removing.remove(removable.stream().map(Leftover::removal).toList(), lease));
        return removable.stream() // one that is missing was pinned or erased meanwhile
                .filter(leftover -> gone.contains(leftover.removal().recording()))
                .map(Leftover::bytes)
                .toList();
    }

    /** Why the run waits, where it held anything back. */
    Optional<String> brake() {
        return brake.filter(reason -> tally.isWaiting());
    }
}
