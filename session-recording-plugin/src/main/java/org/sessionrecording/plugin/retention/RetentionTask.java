package org.sessionrecording.plugin.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.operation.ScheduledTask;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.api.recording.RecordingKey;
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
    /** Its id within the plugin. */
    public static final String ID = "retention";

    /** Tasks that wait for a free writing thread; above it the run's thread writes too. */
    private static final int QUEUE = 1_024;

    private final Archive archive;
    private final Workers workers;
    private final Clock clock;
    private final Operator operator;
    private final RunLimits limits;
    private final FailPoints failPoints;
    private final Instruments instruments;

    /** Without fail points. */
    public RetentionTask(Archive archive, Workers workers, Clock clock, Operator operator) {
        this(archive, workers, clock, operator, FailPoints.NONE);
    }

    public RetentionTask(Archive archive, Workers workers, Clock clock, Operator operator, FailPoints failPoints) {
        this(archive, workers, clock, operator, RunLimits.of(operator), failPoints, Instruments.NONE);
    }

    public RetentionTask(
            Archive archive,
            Workers workers,
            Clock clock,
            Operator operator,
            FailPoints failPoints,
            Instruments instruments) {
        this(archive, workers, clock, operator, RunLimits.of(operator), failPoints, instruments);
    }

    RetentionTask(
            Archive archive, Workers workers, Clock clock, Operator operator, RunLimits limits, FailPoints failPoints) {
        this(archive, workers, clock, operator, limits, failPoints, Instruments.NONE);
    }

    RetentionTask(
            Archive archive,
            Workers workers,
            Clock clock,
            Operator operator,
            RunLimits limits,
            FailPoints failPoints,
            Instruments instruments) {
        this.archive = archive;
        this.workers = workers;
        this.clock = clock;
        this.operator = operator;
        this.limits = limits;
        this.failPoints = failPoints;
        this.instruments = instruments;
    }

    @Override
    public String id() {
        return ID;
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
        Announcement.announce(context.project(), settings, operator);
        if (settings.archive() instanceof ArchiveTarget.Unusable unusable) {
            throw new ApiException(ApiException.Kind.CALLER, unusable.reason());
        }
        if (!settings.retention().enabled()) {
            return settle(context, settings);
        }
        Instant now = clock.instant();
        Plan plan = Plan.of(context.project().recordings(), settings.retention(), now);
        Brakes brakes = new Brakes(context.project(), instruments.doubt());
        if (context.dryRun() || !settings.removes()) {
            Optional<String> brake = brakes.reason(plan, settings);
            long shared = context.project().recordings().dueShared(plan.due());
            Forecast forecast = new Forecast(plan, settings, shared);
            forecast.show(context, brake);
            return new Outcome.Succeeded(forecast.sentence(brake));
        }
        return remove(new Running(context, settings, plan, brakes, now));
    }

    /** One run, as it began. */
    private record Running(
            OperationContext context, RecordingSettings settings, Plan plan, Brakes brakes, Instant now) {
        Tally tally(RunMeter meter) {
            return new Tally(context, meter, plan);
        }

        /** Where somebody confirmed, what is in doubt counts as dealt with. */
        Optional<String> brake() {
            if (context.confirmed()) {
                brakes.passed();
                return Optional.empty();
            }
            return brakes.reason(plan, settings);
        }

        Remover remover(Tally tally, Remover.Before before) {
            return new Remover(context.project().recordings(), context.lease(), tally, brakes, brake(), before);
        }
    }

    /** What earlier runs began ends, also while retention is off; nothing is removed. */
    private Outcome settle(OperationContext context, RecordingSettings settings) {
        boolean begun = !context.project()
                .archiveLinks()
                .openIntents(RecordingKey.NONE, 1)
                .isEmpty();
        if (context.dryRun() || !begun || !(settings.archive() instanceof ArchiveTarget.Configured)) {
            return new Outcome.Succeeded(
                    "Retention is switched off: nothing was archived or removed (set retention_enabled)");
        }
        Plan nothing = Plan.nothing(context.project().recordings());
        Brakes brakes = new Brakes(context.project(), instruments.doubt());
        Outcome settled = remove(new Running(context, settings, nothing, brakes, clock.instant()));
        String message = "Retention is switched off: what an interrupted run had begun was ended, nothing was removed. "
                + settled.message();
        return settled instanceof Outcome.Failed ? new Outcome.Failed(message) : new Outcome.Succeeded(message);
    }

    private Outcome remove(Running running) {
        RunMeter meter = instruments.meter(running.context().project());
        Tally tally = running.tally(meter);
        if (running.settings().archive() instanceof ArchiveTarget.Configured configured) {
            return archive(running, configured.settings(), tally, meter);
        }
        Remover remover = running.remover(tally, figures -> {});
        Outcome outcome = new ExpiryRun(
                        running.context(), running.plan(), limits.batchRecordings(), tally, remover, failPoints, meter)
                .run();
        return running.context()
                        .project()
                        .archiveLinks()
                        .openIntents(RecordingKey.NONE, 1)
                        .isEmpty()
                ? outcome
                : new Outcome.Failed(
                        outcome.message()
                                + ". Some recordings were being archived when s3_url was removed; they stay until it is set again");
    }

    private Outcome archive(Running running, ArchiveSettings settings, Tally tally, RunMeter meter) {
        Project project = running.context().project();
        ArchiveWriter writer = archive.open(project, settings);
        ReceiptKeeper receipts = new ReceiptKeeper(
                project.state(),
                archive.receipts(project, settings),
                Receipt.of(running.context(), running.now(), running.plan()),
                failPoints);
        receipts.compare(running.now());
        Remover remover = running.remover(tally, receipts::begin);
        LateRepeats repeats = new LateRepeats(
                project, archive.source(operator), running.context().lease());
        ExecutorService reading = workers.pool("retention-read", 1, 1);
        ExecutorService writing = workers.pool("retention-write", settings.concurrency(), QUEUE);
        try {
            Outcome outcome = new RetentionRun(
                            running.context(),
                            running.plan(),
                            tally,
                            remover,
                            writer,
                            repeats,
                            limits,
                            failPoints,
                            meter,
                            reading,
                            writing)
                    .run();
            receipts.complete(name(outcome), clock.instant(), tally.figures());
            return outcome;
        } catch (RuntimeException e) {
            complete(receipts, e, tally);
            throw e;
        } finally {
            writing.shutdownNow();
            reading.shutdownNow();
        }
    }

    private void complete(ReceiptKeeper receipts, RuntimeException failure, Tally tally) {
        String state = failure instanceof CancelledException ? "cancelled" : "failed";
        try {
            receipts.complete(state, clock.instant(), tally.figures());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static String name(Outcome outcome) {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
