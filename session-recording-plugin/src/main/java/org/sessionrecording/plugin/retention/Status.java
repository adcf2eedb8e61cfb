package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.project.RunHistory.PastRun;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.ArchiveProfile;
import org.sessionrecording.plugin.settings.RecordingSettings;

/**
 * How retention of one project stood when somebody looked last.
 *
 * @param at when that was
 * @param due what the next run takes
 * @param overBudget bytes by which what has to stay exceeds the budget
 * @param next when it is woken next
 * @param missed how many times it was woken since it last succeeded, at most three
 * @param lastRun the newest run that was none to try
 * @param lastSuccess when a run last ended well
 * @param profile what a probe learnt of the archive's server
 * @param restoredDatabase since when the note stands that the database was restored
 * @param clockDoubt a jump of the clock that nobody confirmed
 * @param freeDisk bytes where the database keeps its files
 * @param perDay stored bytes that arrive on a day, of the last days
 */
record Status(
        Instant at,
        RecordingSettings settings,
        Totals due,
        Inventory inventory,
        long overBudget,
        Optional<Instant> next,
        int missed,
        Optional<PastRun> lastRun,
        Optional<Instant> lastSuccess,
        Optional<ArchiveProfile> profile,
        Optional<Instant> restoredDatabase,
        Optional<ClockDoubt> clockDoubt,
        OptionalLong freeDisk,
        long perDay) {

    /** Seconds by which the oldest recording is past retention that is still there; 0 where none is. */
    long backlogAgeSeconds() {
        return inventory
                .oldestDue()
                .map(end -> end.plus(settings.retention().keepFor()))
                .map(due -> Math.max(0, at.getEpochSecond() - due.getEpochSecond()))
                .orElse(0L);
    }

    List<Notice> notices() {
        return new Alarms(this).list();
    }
}
