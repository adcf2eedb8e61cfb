package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.archive.StoredBody;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;

/**
 * Ends what earlier runs began: every open intent is written again byte for byte, or found written, and linked; due or not.
 * Removes nothing. For the run's thread.
 */
final class Settling {
    /** Few, since the intent of a long recording holds a description of each of its chunks. */
    private static final int PAGE = 16;

    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveWriter writer;
    private final Uploads uploads;
    private final Commits commits;
    private final Tally tally;
    private final FailPoints failPoints;

    Settling(
            Recordings recordings,
            ArchiveLinks links,
            ArchiveWriter writer,
            Uploads uploads,
            Commits commits,
            Tally tally,
            FailPoints failPoints) {
        this.recordings = recordings;
        this.links = links;
        this.writer = writer;
        this.uploads = uploads;
        this.commits = commits;
        this.tally = tally;
        this.failPoints = failPoints;
    }

    void run(OperationContext context) {
        RecordingKey after = RecordingKey.NONE;
        List<ArchiveIntent> page = links.openIntents(after, PAGE);
        while (!page.isEmpty() && !uploads.gaveUp()) {
            context.checkCancelled();
            failPoints.after(Step.OPEN_FOUND);
            List<Job> jobs = new ArrayList<>();
            for (ArchiveIntent intent : page) {
                job(intent).ifPresentOrElse(jobs::add, () -> withdraw(intent, context));
            }
            commits.link(uploads.store(jobs));
            failPoints.after(Step.OPEN_SETTLED);
            after = page.get(page.size() - 1).recording();
            page = links.openIntents(after, PAGE);
        }
    }

    /** Empty where the database no longer holds exactly the intent's chunks. */
    private Optional<Job> job(ArchiveIntent intent) {
        ChunkId first = intent.chunks().get(0);
        List<ChunkInfo> infos = new ChunkLists(recordings)
                .between(intent.recording(), new ChunkId(first.value() - 1), intent.lastChunk());
        if (!infos.stream().map(ChunkInfo::id).toList().equals(intent.chunks())) {
            return Optional.empty();
        }
        long bytes = ChunkLists.bytes(infos);
        return Optional.of(new Job(intent, new StoredBody(recordings, intent, bytes), bytes));
    }

    private void withdraw(ArchiveIntent intent, OperationContext context) {
        writer.dropUploads(intent);
        if (writer.isAbsent(intent)) {
            links.withdraw(intent.recording(), intent.part(), context.lease());
        } else {
            tally.failed(
                    intent.recording(),
                    Cause.UNSETTLED,
                    "an interrupted run left " + intent.url()
                            + ", whose chunks the database no longer holds (compare and remove it)");
        }
    }
}
