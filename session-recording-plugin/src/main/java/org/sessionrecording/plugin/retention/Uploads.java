package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.archive.Stored;
import org.sessionrecording.plugin.archive.UploadNotes;

/**
 * Writes a batch's objects at the same time. When the archive fails several times in a row, the rest is not tried: it is
 * the archive that is ill, not a recording. Used by the run's thread.
 */
final class Uploads {
    private final ArchiveWriter writer;
    private final UploadNotes notes;
    private final ExecutorService pool;
    private final int mostFailures;
    private final AtomicInteger failuresInARow = new AtomicInteger();

    Uploads(ArchiveWriter writer, UploadNotes notes, ExecutorService pool, int mostFailures) {
        this.writer = writer;
        this.notes = notes;
        this.pool = pool;
        this.mostFailures = mostFailures;
    }

    /** What became of one job; exactly one of the two is there. */
    record Result(
            Job job, @Nullable Stored stored, @Nullable ApiException failure) {}

    /** Whether the archive failed too often to go on. */
    boolean gaveUp() {
        return failuresInARow.get() >= mostFailures;
    }

    /** Writes all; see {@link Sent#results}. */
    List<Result> store(List<Job> jobs) {
        try (Sent sent = begin(jobs)) {
            return sent.results();
        }
    }

    /** Begins to write all, behind what was begun before. */
    Sent begin(List<Job> jobs) {
        List<Future<@Nullable Result>> running = new ArrayList<>(jobs.size());
        for (Job job : jobs) {
            running.add(pool.submit(() -> gaveUp() ? null : store(job)));
        }
        return new Sent(running);
    }

    /** Jobs under way. Closed by whoever began them, which ends those that still are. */
    static final class Sent implements AutoCloseable {
        private final List<Future<@Nullable Result>> running;

        private Sent(List<Future<@Nullable Result>> running) {
            this.running = running;
        }

        /**
         * Returns once every job that began has ended. Jobs not tried after the archive failed too often are missing.
         *
         * @throws CancelledException when interrupted
         */
        List<Result> results() {
            List<Result> results = new ArrayList<>(running.size());
            try {
                for (Future<@Nullable Result> future : running) {
                    Result result = future.get();
                    if (result != null) {
                        results.add(result);
                    }
                }
                return results;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (ExecutionException e) {
                throw unexpected(e);
            }
        }

        @Override
        public void close() {
            running.forEach(future -> future.cancel(true));
        }
    }

    private Result store(Job job) {
        try {
            Stored stored = writer.store(job.intent(), job.body(), notes);
            failuresInARow.set(0);
            return new Result(job, stored, null);
        } catch (LeaseLostException e) {
            throw e; // another run has it all
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.ARCHIVE) {
                failuresInARow.incrementAndGet();
            }
            return new Result(job, null, e);
        }
    }

    static RuntimeException unexpected(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
