package org.sessionrecording.plugin.custody;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.operation.ScheduledTask;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.CustodySettings;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** The scheduled task scrub. Holds no state of a run; safe for use from any thread. */
public class ScrubTask implements ScheduledTask {
    private static final int QUEUE = 64;

    private final Archive archive;
    private final Workers workers;
    private final Clock clock;
    private final Operator operator;
    private final Metrics metrics;

    public ScrubTask(Archive archive, Workers workers, Clock clock, Operator operator, Metrics metrics) {
        this.archive = archive;
        this.workers = workers;
        this.clock = clock;
        this.operator = operator;
        this.metrics = metrics;
    }

    @Override
    public String id() {
        return "scrub";
    }

    @Override
    public String title() {
        return "Read the archive again";
    }

    @Override
    public String description() {
        return "Reads, hashes and decodes a share of the archived objects each night, and compares one random recording"
                + " throughout. Changes nothing, but deletes what was erased and written all the same.";
    }

    @Override
    public Optional<String> cron(Project project) {
        SettingValues values = project.settings().read();
        CustodySettings settings = CustodySettings.read(values);
        boolean archives = RecordingSettings.read(values, operator).archive() instanceof ArchiveTarget.Configured;
        return archives && settings.scrubShare() > 0 ? Optional.of(settings.scrubCron()) : Optional.empty();
    }

    @Override
    public Outcome run(OperationContext context) {
        int share = CustodySettings.read(context.settings()).scrubShare();
        if (share == 0) {
            return new Outcome.Succeeded("Reading the archive again is switched off (set scrub_share)");
        }
        RecordingSettings settings = RecordingSettings.read(context.settings(), operator);
        ArchiveObjects objects =
                archive.objects(context.project(), settings.archive().require("scrub the archive"));
        ExecutorService pool = workers.pool("scrub", Math.min(2, objects.concurrency()), QUEUE);
        try {
            return new ScrubRun(context, objects, pool, metrics, clock.instant()).run(share);
        } finally {
            pool.shutdownNow();
        }
    }
}
