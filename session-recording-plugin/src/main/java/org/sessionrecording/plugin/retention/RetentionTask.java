package org.sessionrecording.plugin.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.operation.ScheduledTask;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/**
 * The scheduled task: reads the settings once, takes the cut-off once, and runs. Holds no state of a run; safe for use from
 * any thread.
 */
public class RetentionTask implements ScheduledTask {
    /** Tasks that wait for a free writing thread; above it the run's thread writes too. */
    private static final int QUEUE = 1_024;

    private final Archive archive;
    private final Workers workers;
    private final Clock clock;
    private final Operator operator;
    private final RunLimits limits;
    private final FailPoints failPoints;

    /** Without fail points. */
    public RetentionTask(Archive archive, Workers workers, Clock clock, Operator operator) {
        this(archive, workers, clock, operator, FailPoints.NONE);
    }

    public RetentionTask(Archive archive, Workers workers, Clock clock, Operator operator, FailPoints failPoints) {
        this(archive, workers, clock, operator, RunLimits.of(operator), failPoints);
    }

    RetentionTask(
            Archive archive, Workers workers, Clock clock, Operator operator, RunLimits limits, FailPoints failPoints) {
        this.archive = archive;
        this.workers = workers;
        this.clock = clock;
        this.operator = operator;
        this.limits = limits;
        this.failPoints = failPoints;
    }

    @Override
    public String id() {
        return "retention";
    }

    @Override
    public String title() {
        return "Move old recordings to the archive";
    }

    @Override
    public String description() {
        return "Archives recordings whose last snapshot is older than the set number of days, verifies each, and only then"
                + " removes it from the database. Links keep playing them.";
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Optional<String> cron(Project project) {
        RecordingSettings settings = RecordingSettings.read(project.settings().read(), operator);
        return settings.retention().enabled() ? Optional.of(settings.retention().cron()) : Optional.empty();
    }

    @Override
    public Outcome run(OperationContext context) {
        RecordingSettings settings = RecordingSettings.read(context.settings(), operator);
        Announcement.announce(context.project(), settings);
        if (!settings.retention().enabled()) {
            return new Outcome.Succeeded(
                    "Retention is switched off: nothing was archived or removed (set retention_enabled)");
        }
        Instant cutoff = clock.instant().minus(settings.retention().keepFor());
        if (context.dryRun() || settings.archive() instanceof ArchiveTarget.None) {
            return count(context, cutoff, settings.archive());
        }
        if (settings.archive() instanceof ArchiveTarget.Configured configured) {
            return archive(context, cutoff, configured.settings());
        }
        throw new ApiException(ApiException.Kind.CALLER, ((ArchiveTarget.Unusable) settings.archive()).reason());
    }

    private Outcome archive(OperationContext context, Instant cutoff, ArchiveSettings settings) {
        ArchiveWriter writer = archive.open(context.project(), settings);
        ExecutorService reading = workers.pool("retention-read", 1, 1);
        ExecutorService writing = workers.pool("retention-write", settings.concurrency(), QUEUE);
        try {
            return new RetentionRun(context, cutoff, writer, limits, failPoints, reading, writing).run();
        } finally {
            writing.shutdownNow();
            reading.shutdownNow();
        }
    }

    private static Outcome count(OperationContext context, Instant cutoff, ArchiveTarget target) {
        Totals due = context.project().recordings().dueTotals(cutoff);
        context.figure("due", due.recordings());
        context.figure("bytes_due", due.storedBytes());
        String what = due.recordings() + " recordings of " + due.storedBytes() + " bytes";
        return new Outcome.Succeeded(
                target instanceof ArchiveTarget.None
                        ? "No archive is set, so " + what + " past retention stay in the database (set s3_url)"
                        : "Would archive " + what + " and remove them from the database");
    }
}
