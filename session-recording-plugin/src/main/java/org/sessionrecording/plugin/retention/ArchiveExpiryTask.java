package org.sessionrecording.plugin.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.operation.ScheduledTask;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** The scheduled task expire_archive. Holds no state of a run; safe for use from any thread. */
public class ArchiveExpiryTask implements ScheduledTask {
    /** From so many recordings on, a share of the archive means something. */
    private static final int LEAST_RECORDINGS = 1_000;

    private final Archive archive;
    private final Clock clock;
    private final Operator operator;
    private final Instruments instruments;
    private final ArchiveExpiryRun.Steps steps;

    public ArchiveExpiryTask(Archive archive, Clock clock, Operator operator, Instruments instruments) {
        this(archive, clock, operator, instruments, step -> {});
    }

    ArchiveExpiryTask(
            Archive archive, Clock clock, Operator operator, Instruments instruments, ArchiveExpiryRun.Steps steps) {
        this.archive = archive;
        this.clock = clock;
        this.operator = operator;
        this.instruments = instruments;
        this.steps = steps;
    }

    @Override
    public String id() {
        return "expire_archive";
    }

    @Override
    public String title() {
        return "Delete old recordings from the archive";
    }

    @Override
    public String description() {
        return "Deletes archived recordings for good whose last snapshot is older than archive_expiry_days. Pinned, restored"
                + " and quarantined ones stay, and so do those with chunks in the database.";
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Optional<String> cron(Project project) {
        RecordingSettings settings = RecordingSettings.read(project.settings().read(), operator);
        boolean archives = settings.archive() instanceof ArchiveTarget.Configured;
        return archives && settings.retention().archiveExpiry().isPresent()
                ? Optional.of(settings.retention().cron())
                : Optional.empty();
    }

    @Override
    public Outcome run(OperationContext context) {
        RecordingSettings settings = RecordingSettings.read(context.settings(), operator);
        boolean begun =
                !new ExpiringObjects(context.project().state()).after("", 1).isEmpty();
        if (settings.retention().archiveExpiry().isEmpty() && (context.dryRun() || !begun)) {
            return new Outcome.Succeeded("Deleting from the archive is switched off (set archive_expiry_days)");
        }
        if (context.dryRun()) {
            return forecast(context, settings);
        }
        Instant now = clock.instant();
        ArchiveExpiryRun run = new ArchiveExpiryRun(
                context,
                archive.objects(context.project(), settings.archive().require("delete from the archive")),
                now,
                steps);
        run.settle();
        if (settings.retention().archiveExpiry().isEmpty()) {
            return run.outcome();
        }
        Instant cutoff = now.minus(settings.retention().archiveExpiry().get());
        Totals due = context.project().archiveLinks().expirableTotals(cutoff, ArchiveSource.ID);
        Optional<String> brake = brake(context, settings, due);
        if (brake.isPresent() && due.recordings() > 0) {
            context.figure("due", due.recordings());
            return new Outcome.Waiting(
                    Words.recordings(due) + " are to be deleted from the archive for good, and " + brake.get());
        }
        run.expire(cutoff, due);
        return run.outcome();
    }

    private Outcome forecast(OperationContext context, RecordingSettings settings) {
        Instant cutoff =
                clock.instant().minus(settings.retention().archiveExpiry().orElseThrow());
        Totals due = context.project().archiveLinks().expirableTotals(cutoff, ArchiveSource.ID);
        context.figure("due", due.recordings());
        context.figure("bytes_due", due.storedBytes());
        String wait = brake(context, settings, due)
                .map(reason -> ", once somebody confirms it: " + reason)
                .orElse("");
        return new Outcome.Succeeded("Would delete " + Words.recordings(due) + " from the archive for good" + wait);
    }

    /** Where somebody confirmed, what is in doubt counts as dealt with. */
    private Optional<String> brake(OperationContext context, RecordingSettings settings, Totals due) {
        Brakes brakes = new Brakes(context.project(), instruments.doubt());
        if (context.confirmed() && !context.dryRun()) {
            brakes.passed();
            return Optional.empty();
        }
        int share = settings.retention().brake().share();
        long all = context.project().archiveLinks().linkedTotals().bytes();
        boolean much = due.recordings() >= LEAST_RECORDINGS && due.storedBytes() > all / 100.0 * share;
        return brakes.inDoubt()
                .or(() -> much
                        ? Optional.of("that is more than " + share + " % of the archive's bytes (brake_share)")
                        : Optional.empty());
    }
}
