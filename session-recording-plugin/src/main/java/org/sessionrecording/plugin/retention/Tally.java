package org.sessionrecording.plugin.retention;

import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.RecordingKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a run did, and shows it while it runs. For the run's thread. */
final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    private final OperationContext context;
    private final long total;
    private long done;
    private long archived;
    private long removed;
    private long failed;
    private long bytesArchived;
    private long bytesFreed;
    private String firstFailure = "";

    Tally(OperationContext context, long due) {
        this.context = context;
        this.total = due;
        context.figure("due", due);
        show();
    }

    void archived(long bytes) {
        archived++;
        bytesArchived += bytes;
    }

    void removed(long bytes) {
        removed++;
        bytesFreed += bytes;
    }

    void failed(RecordingKey recording, String reason) {
        failed++;
        firstFailure = firstFailure.isEmpty() ? reason : firstFailure;
        LOG.warn("Run {}: recording {} stays in the database", context.runId(), recording);
    }

    /** So many more recordings were dealt with, one way or the other. */
    void advance(int recordings) {
        done += recordings;
        show();
    }

    boolean hasFailures() {
        return failed > 0;
    }

    String summary() {
        String done = "Archived " + archived + " and removed " + removed + " of " + total + " due recordings";
        return failed == 0 ? done : done + "; " + failed + " failed and stay, the first because " + firstFailure;
    }

    private void show() {
        context.figure("archived", archived);
        context.figure("removed", removed);
        context.figure("failed", failed);
        context.figure("bytes_archived", bytesArchived);
        context.figure("bytes_freed", bytesFreed);
        context.progress(done, Math.max(total, done), summary());
    }
}
