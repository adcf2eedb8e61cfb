package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.RunHistory.PastRun;
import org.sessionrecording.api.project.RunHistory.State;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.settings.RecordingSettings;
import org.sessionrecording.plugin.settings.RetentionSettings;

/**
 * Whether a run may remove anything without somebody having looked. Archiving is not its business. A confirmed run passes,
 * and with it the doubts it was confirmed under count as dealt with.
 */
final class Brakes {
    /** From so many recordings in the database on, shares and medians mean something. */
    private static final int LEAST_RECORDINGS = 1_000;

    private static final int LEAST_RUNS = 7;
    private static final int RUNS_READ = 100;

    private final Project project;
    private final Supplier<Optional<ClockDoubt>> clock;

    Brakes(Project project, Supplier<Optional<ClockDoubt>> clock) {
        this.project = project;
        this.clock = clock;
    }

    /** Why removing waits for somebody, as the end of a sentence; empty where it need not. Blocks on the database. */
    Optional<String> reason(Plan plan, RecordingSettings settings) {
        return inDoubt()
                .or(() -> archiveIsGone(settings))
                .or(() -> tooMuch(plan, settings.retention().brake()));
    }

    /** As {@link #reason}, whatever is to be removed. */
    Optional<String> inDoubt() {
        return doubt().map(doubt -> "the clock may be wrong: " + doubt.reason())
                .or(() -> RestoredDatabase.notedAt(project.state())
                        .map(at -> "the database was restored to an older day: the archive knows of later runs (run"
                                + " session-recording.verify)"));
    }

    /** A jump of the clock that nobody confirmed yet. */
    Optional<ClockDoubt> doubt() {
        return clock.get().filter(doubt -> !TrustedClock.isTrusted(project.state(), doubt));
    }

    private Optional<String> archiveIsGone(RecordingSettings settings) {
        return settings.deletes() && EnvironmentArchive.isKnown(project.state())
                ? Optional.of("recordings were archived to the S3_URL of the environment until now, and it is gone")
                : Optional.empty();
    }

    private Optional<String> tooMuch(Plan plan, RetentionSettings.Brake brake) {
        Totals all = plan.inventory().all();
        long wanted = plan.totals().recordings();
        if (all.recordings() < LEAST_RECORDINGS || wanted == 0) {
            return Optional.empty();
        }
        List<PastRun> earlier = project.runs().recent(RetentionTask.ID, RUNS_READ).stream()
                .filter(run -> !run.dryRun() && (run.state() == State.SUCCEEDED || run.state() == State.FAILED))
                .toList();
        if (earlier.size() < LEAST_RUNS) {
            return Optional.empty();
        }
        if (wanted * 100 > all.recordings() * brake.share()) {
            return Optional.of("that is " + wanted * 100 / all.recordings()
                    + " % of all recordings in the database, and" + " brake_share is " + brake.share() + " %");
        }
        List<Long> removed = earlier.stream()
                .map(run -> run.figures().getOrDefault("removed", 0L))
                .filter(count -> count > 0)
                .limit(LEAST_RUNS)
                .sorted()
                .toList();
        if (removed.size() < LEAST_RUNS) {
            return Optional.empty();
        }
        long median = removed.get(LEAST_RUNS / 2);
        return wanted > median * brake.factor()
                ? Optional.of("the last runs removed about " + Words.count(median) + " each, and brake_factor is "
                        + brake.factor())
                : Optional.empty();
    }

    /** Somebody looked: what is in doubt now does not stop later runs. */
    void passed() {
        clock.get().ifPresent(doubt -> TrustedClock.trust(project.state(), doubt));
        RestoredDatabase.clear(project.state(), Instant.MAX);
        EnvironmentArchive.forget(project.state());
    }
}
