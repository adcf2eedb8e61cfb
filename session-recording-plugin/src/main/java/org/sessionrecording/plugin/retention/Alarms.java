package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notice.Level;
import org.sessionrecording.api.project.RunHistory.State;
import org.sessionrecording.plugin.settings.ArchiveTarget;

/** What people should know of a project's retention. */
final class Alarms {
    /** Wakes without a success that are bad luck; one more is none. */
    static final int PATIENCE = 3;

    private static final Duration HEADROOM = Duration.ofDays(7);
    private static final Duration LITTLE_HEADROOM = Duration.ofDays(2);
    private static final Duration BACKLOG = Duration.ofDays(2);
    private static final Optional<String> STORAGE = Optional.of("/storage");
    private static final Optional<String> SETTINGS = Optional.of("/settings/session-recording");

    private final Status status;
    private final List<Notice> notices = new ArrayList<>();

    Alarms(Status status) {
        this.status = status;
    }

    /** Worst first. */
    List<Notice> list() {
        archive();
        lastRun();
        silence();
        backlog();
        disk();
        budget();
        exempt();
        notices.sort(Comparator.comparing(Notice::level).reversed());
        return List.copyOf(notices);
    }

    private void add(Level level, String text, Optional<String> link) {
        notices.add(new Notice(level, text, link));
    }

    private void archive() {
        ArchiveTarget target = status.settings().archive();
        if (target instanceof ArchiveTarget.Unusable unusable) {
            add(Level.ALARM, unusable.reason() + ".", SETTINGS);
        } else if (target instanceof ArchiveTarget.Configured configured
                && configured.settings().url().clearText()) {
            add(Level.WARNING, "Recordings travel readable to the archive: its address begins with http.", SETTINGS);
        } else if (target instanceof ArchiveTarget.None
                && !status.settings().removes()
                && status.due().recordings() > 0) {
            add(
                    Level.INFO,
                    Words.recordings(status.due()) + " past retention stay in the database: no archive is set.",
                    SETTINGS);
        }
        if (status.restoredDatabase().isPresent()) {
            add(
                    Level.ALARM,
                    "The database was restored to an older day: nothing is removed before session-recording.verify"
                            + " succeeded, or a run was confirmed.",
                    STORAGE);
        }
        status.clockDoubt()
                .ifPresent(doubt -> add(
                        Level.ALARM,
                        "The clock may be wrong: " + doubt.reason()
                                + ". Nothing is removed before a run was confirmed.",
                        STORAGE));
    }

    private void lastRun() {
        status.lastRun().ifPresent(run -> {
            if (run.state() == State.WAITING) {
                add(Level.ALARM, "Retention waits for a confirmation. " + run.message() + ".", STORAGE);
            } else if (run.state() == State.FAILED) {
                add(Level.ALARM, "Retention failed. " + run.message() + ".", STORAGE);
            }
        });
    }

    private void silence() {
        boolean silent = status.settings().removes() && status.due().recordings() > 0 && status.missed() >= PATIENCE;
        if (silent) {
            add(
                    Level.ALARM,
                    "Retention should have run " + PATIENCE + " times since it last succeeded"
                            + status.lastSuccess().map(at -> " on " + at).orElse("") + ", and "
                            + Words.recordings(status.due()) + " are due.",
                    STORAGE);
        }
    }

    private void backlog() {
        long seconds = status.backlogAgeSeconds();
        if (status.settings().removes() && seconds > BACKLOG.toSeconds()) {
            add(
                    Level.WARNING,
                    "The oldest recording past retention should have left the database " + seconds / 86_400
                            + " days ago.",
                    STORAGE);
        }
    }

    private void disk() {
        if (status.freeDisk().isEmpty() || status.perDay() == 0) {
            return;
        }
        long free = status.freeDisk().getAsLong();
        long days = free / status.perDay();
        if (days < HEADROOM.toDays()) {
            Level level = days < LITTLE_HEADROOM.toDays() ? Level.ALARM : Level.WARNING;
            add(
                    level,
                    "The database's disk has " + Words.bytes(free) + " left and " + Words.bytes(status.perDay())
                            + " arrive a day: it is full in about " + days + " days.",
                    STORAGE);
        }
    }

    private void budget() {
        if (status.overBudget() > 0) {
            add(
                    Level.WARNING,
                    "What has to stay exceeds the budget by " + Words.bytes(status.overBudget())
                            + ": pinned recordings take "
                            + Words.bytes(status.inventory().pinned().storedBytes())
                            + ", and those of the last 24 hours"
                            + " stay as well.",
                    SETTINGS);
        }
    }

    private void exempt() {
        long aside = status.inventory().quarantined().recordings();
        if (aside > 0) {
            add(
                    Level.WARNING,
                    Words.recordings(aside) + (aside == 1 ? " is" : " are") + " set aside: they cannot be"
                            + " archived and stay in the database.",
                    STORAGE);
        }
    }
}
