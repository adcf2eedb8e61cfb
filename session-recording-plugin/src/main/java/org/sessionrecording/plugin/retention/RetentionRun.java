package org.sessionrecording.plugin.retention;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/**
 * One run over one project. Per batch: intents (one commit), objects written and verified side by side, links (one commit),
 * removal (one commit). While a batch is written the one before is linked and removed, and the next one read. Ended
 * anywhere, the next run takes it up. For the run's thread.
 */
final class RetentionRun {
    private final OperationContext context;
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveWriter writer;
    private final FailPoints failPoints;
    private final ExecutorService reading;
    private final BatchReader reader;
    private final Plan plan;
    private final Tally tally;
    private final Remover remover;
    private final RunMeter meter;
    private final Uploads uploads;
    private final Commits commits;

    /** The run does not end the pools. */
    RetentionRun(
            OperationContext context,
            Plan plan,
            Tally tally,
            Remover remover,
            ArchiveWriter writer,
            LateRepeats repeats,
            RunLimits limits,
            FailPoints failPoints,
            RunMeter meter,
            ExecutorService reading,
            ExecutorService writing) {
        this.context = context;
        this.recordings = context.project().recordings();
        this.links = context.project().archiveLinks();
        this.writer = writer;
        this.failPoints = failPoints;
        this.reading = reading;
        this.plan = plan;
        this.reader = new BatchReader(
                recordings, new ExpiringObjects(context.project().state()), writer, repeats, plan.due(), limits);
        this.tally = tally;
        this.remover = remover;
        this.meter = meter;
        this.uploads = new Uploads(writer, this::note, writing, limits.failuresInARow());
        this.commits = new Commits(recordings, links, writer, context.lease(), tally);
    }

    Outcome run() {
        new Settling(recordings, links, writer, uploads, commits, tally, failPoints).run(context);
        requireArchive();
        archiveAll();
        context.checkCancelled();
        requireArchive();
        tally.remaining(recordings.inventory(plan.due()).oldestDue());
        return Ending.of(tally, remover);
    }

    private Optional<Batch> read() {
        long started = System.nanoTime();
        Optional<Batch> batch = reader.next();
        meter.time(RunMeter.Stage.READ, started);
        return batch;
    }

    /** Asked to stop, or with an archive that failed too often, it ends what was begun and begins no more. */
    private void archiveAll() {
        Future<Optional<Batch>> next = reading.submit(this::read);
        Optional<Writing> writing = Optional.empty();
        try {
            for (Optional<Batch> batch = await(next); batch.isPresent(); batch = await(next)) {
                if (context.isCancelled() || uploads.gaveUp()) {
                    break;
                }
                next = reading.submit(this::read);
                Optional<Writing> before = writing;
                writing = Optional.of(begin(batch.get()));
                before.ifPresent(this::finish);
            }
            writing.ifPresent(this::finish);
        } finally {
            next.cancel(true);
            writing.ifPresent(unfinished -> unfinished.sent().close());
        }
    }

    /** A batch that is being written. */
    private record Writing(int size, Uploads.Sent sent) {}

    private Writing begin(Batch batch) {
        failPoints.after(Step.READ);
        batch.failures().forEach(failure -> tally.failed(failure.recording(), failure.cause(), failure.reason()));
        remove(batch.leftovers());
        failPoints.after(Step.LEFTOVERS_REMOVED);
        List<Job> jobs = intended(batch.jobs());
        failPoints.after(Step.INTENDED);
        return new Writing(batch.size(), uploads.begin(jobs));
    }

    private void finish(Writing written) {
        long writing = System.nanoTime();
        List<Uploads.Result> results = written.sent().results();
        meter.time(RunMeter.Stage.WRITE, writing);
        failPoints.after(Step.STORED);
        long linking = System.nanoTime();
        List<Leftover> removable = commits.link(results);
        meter.time(RunMeter.Stage.LINK, linking);
        failPoints.after(Step.LINKED);
        remove(removable);
        failPoints.after(Step.REMOVED);
        tally.advance(written.size());
    }

    private void remove(List<Leftover> removable) {
        long started = System.nanoTime();
        remover.remove(removable);
        meter.time(RunMeter.Stage.REMOVE, started);
    }

    /** Those whose intent was taken; of others one is open that could not be settled, which was reported. */
    private List<Job> intended(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return jobs;
        }
        Set<RecordingKey> taken =
                new HashSet<>(links.intend(jobs.stream().map(Job::intent).toList(), context.lease()));
        return jobs.stream()
                .filter(job -> taken.contains(job.intent().recording()))
                .toList();
    }

    private void note(ArchiveIntent intent, String uploadId) {
        links.noteUpload(intent.recording(), intent.part(), uploadId, context.lease());
    }

    private void requireArchive() {
        if (uploads.gaveUp()) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot go on archiving: the archive failed several times in a row, nothing unverified was removed. "
                            + tally.summary());
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            throw Uploads.unexpected(e);
        }
    }
}
