package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ReceiptNumber;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** An operation on all of an archive, with threads that read it. Holds no state of a run; safe for use from any thread. */
abstract class ArchiveOperation implements Operation {
    private static final int QUEUE = 256;

    private final Archive archive;
    private final Workers workers;
    private final Clock clock;
    private final Operator operator;

    /** What a run does; its threads end with it. */
    interface Work {
        Outcome run(ArchiveObjects objects, ReceiptNumber receipts, ExecutorService pool, Instant now)
                throws IOException;
    }

    ArchiveOperation(Archive archive, Workers workers, Clock clock, Operator operator) {
        this.archive = archive;
        this.workers = workers;
        this.clock = clock;
        this.operator = operator;
    }

    @Override
    public final boolean supportsDryRun() {
        return true;
    }

    final Archive archive() {
        return archive;
    }

    /** What cannot be done where something fails. */
    abstract String purpose();

    /** The archive that the settings name. */
    final ArchiveSettings target(OperationContext context) {
        return RecordingSettings.read(context.settings(), operator).archive().require(purpose());
    }

    final Outcome work(OperationContext context, ArchiveSettings target, ArchiveObjects objects, Work work) {
        ExecutorService pool = workers.pool(id(), objects.concurrency(), QUEUE);
        try {
            ReceiptNumber receipts =
                    new ReceiptNumber(context.project().state(), archive.receipts(context.project(), target));
            return work.run(objects, receipts, pool, clock.instant());
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE, "Cannot " + purpose() + ": " + e.getMessage() + " (run it again)", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
