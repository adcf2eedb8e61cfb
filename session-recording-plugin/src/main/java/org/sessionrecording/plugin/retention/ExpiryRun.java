package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/**
 * One run where there is no archive and deleting was confirmed: what is due goes for good, page by page in key order, exactly
 * up to the chunk that was read. For the run's thread.
 */
final class ExpiryRun {
    private final OperationContext context;
    private final Recordings recordings;
    private final Plan plan;
    private final int pageSize;
    private final Tally tally;
    private final Remover remover;
    private final FailPoints failPoints;
    private final RunMeter meter;

    ExpiryRun(
            OperationContext context,
            Plan plan,
            int pageSize,
            Tally tally,
            Remover remover,
            FailPoints failPoints,
            RunMeter meter) {
        this.context = context;
        this.recordings = context.project().recordings();
        this.plan = plan;
        this.pageSize = pageSize;
        this.tally = tally;
        this.remover = remover;
        this.failPoints = failPoints;
        this.meter = meter;
    }

    Outcome run() {
        RecordingKey after = RecordingKey.NONE;
        List<Recording> page = page(after);
        while (!page.isEmpty()) {
            context.checkCancelled();
            failPoints.after(Step.READ);
            remove(page);
            failPoints.after(Step.REMOVED);
            tally.advance(page.size());
            after = page.get(page.size() - 1).key();
            page = page(after);
        }
        tally.remaining(recordings.inventory(plan.due()).oldestDue());
        return Ending.of(tally, remover);
    }

    private List<Recording> page(RecordingKey after) {
        long started = System.nanoTime();
        List<Recording> page = recordings.due(plan.due(), after, pageSize);
        meter.time(RunMeter.Stage.READ, started);
        return page;
    }

    private void remove(List<Recording> page) {
        long started = System.nanoTime();
        List<Leftover> archived = new ArrayList<>();
        List<Leftover> live = new ArrayList<>();
        for (Recording recording : page) {
            boolean held = recording.lastChunk().compareTo(recording.archivedThrough()) <= 0;
            Leftover leftover =
                    new Leftover(new Removal(recording.key(), recording.lastChunk()), recording.liveBytes());
            (held ? archived : live).add(leftover);
        }
        remover.remove(archived);
        remover.expire(live);
        meter.time(RunMeter.Stage.REMOVE, started);
    }
}
