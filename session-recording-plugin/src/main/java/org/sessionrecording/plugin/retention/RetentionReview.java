package org.sessionrecording.plugin.retention;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.api.settings.SettingsProvider.Confirmation;
import org.sessionrecording.api.settings.SettingsProvider.Outlook;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.settings.ChangeReview;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Which recordings a change of settings takes from the database. Without state; safe for use from any thread. */
public final class RetentionReview implements ChangeReview {
    private final Clock clock;

    public RetentionReview(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<String> resetsDeleting(RecordingSettings before, RecordingSettings after) {
        boolean allowed = before.retention().deleteWithoutArchive();
        return allowed && moreIsDeleted(before, after)
                ? Optional.of("this change would delete more recordings for good (set it again where that is wanted)")
                : Optional.empty();
    }

    private static boolean moreIsDeleted(RecordingSettings before, RecordingSettings after) {
        return after.deletes() && (!before.deletes() || after.retention().takesMoreThan(before.retention()));
    }

    @Override
    public Optional<Confirmation> confirmation(Project project, RecordingSettings before, RecordingSettings after) {
        return deleting(project, before, after).or(() -> expiring(project, before, after));
    }

    private Optional<Confirmation> expiring(Project project, RecordingSettings before, RecordingSettings after) {
        if (!after.retention().expiresMoreThan(before.retention())) {
            return Optional.empty();
        }
        Totals due = project.archiveLinks()
                .expirableTotals(
                        clock.instant().minus(after.retention().archiveExpiry().orElseThrow()), ArchiveSource.ID);
        String message = "This deletes " + Words.recordings(due)
                + " from the archive for good with the next run, and from then on all that get as old";
        return Optional.of(
                new Confirmation(message, Map.of("recordings", due.recordings(), "bytes", due.storedBytes())));
    }

    private Optional<Confirmation> deleting(Project project, RecordingSettings before, RecordingSettings after) {
        boolean asked = after.retention().deleteWithoutArchive();
        boolean switchedOn = asked && !before.retention().deleteWithoutArchive();
        if (!switchedOn && !moreIsDeleted(before, after)) {
            return Optional.empty();
        }
        Totals due = due(project, after);
        String message = "Without an archive this deletes " + Words.recordings(due)
                + " for good with the next run, and from then on all that pass retention";
        return Optional.of(
                new Confirmation(message, Map.of("recordings", due.recordings(), "bytes", due.storedBytes())));
    }

    @Override
    public Optional<Outlook> outlook(Project project, RecordingSettings before, RecordingSettings after) {
        boolean taken = after.removes()
                && (!before.removes()
                        || after.deletes() != before.deletes()
                        || after.retention().takesMoreThan(before.retention()));
        if (!taken) {
            return Optional.empty();
        }
        Totals now = due(project, after);
        long known = before.removes() && after.deletes() == before.deletes()
                ? due(project, before).recordings()
                : 0;
        if (now.recordings() <= known) {
            return Optional.empty();
        }
        String what = after.deletes() ? "deletes for good " : "moves to the archive ";
        return Optional.of(new Outlook(
                "The next run " + what + Words.recordings(now) + ", " + Words.count(now.recordings() - known)
                        + " of them because of this change",
                RetentionTask.ID));
    }

    private Totals due(Project project, RecordingSettings settings) {
        return Plan.of(project.recordings(), settings.retention(), clock.instant())
                .totals();
    }
}
