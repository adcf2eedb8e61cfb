package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.archive.ReceiptNumber;
import org.sessionrecording.plugin.archive.Receipts;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;

/**
 * One run's receipt in the bucket: begun before the run's first removal, completed at its end. The numbers are consecutive in
 * a project, and the last one stands in the database too; a receipt of a later number means that the database was restored.
 * For the run's thread.
 */
final class ReceiptKeeper {
    private final ReceiptNumber last;
    private final Receipts receipts;
    private final Receipt receipt;
    private final FailPoints failPoints;
    private long number;

    ReceiptKeeper(State state, Receipts receipts, Receipt receipt, FailPoints failPoints) {
        this.last = new ReceiptNumber(state, receipts);
        this.receipts = receipts;
        this.receipt = receipt;
        this.failPoints = failPoints;
    }

    /** Looks for receipts that the database does not know, and notes it where there are. To be called before anything else. */
    void compare(Instant now) {
        last.compare(now);
    }

    /**
     * Before the run's first removal.
     *
     * @throws ApiException of kind CONFLICT where another writer took the number: whose, somebody has to find out
     */
    void begin(Map<String, Long> figures) {
        if (number > 0) {
            return;
        }
        long next = last.settled() + 1;
        if (!last.begin(next)) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot number the run's receipt: another run was faster (wait for it)");
        }
        failPoints.after(Step.RECEIPT_NUMBERED);
        if (!receipts.begin(next, receipt.json(next, "running", Optional.empty(), figures))) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot remove anything: receipt " + next + " is in the archive already (run it again; where that"
                            + " lasts, verify the archive)");
        }
        failPoints.after(Step.RECEIPT_WRITTEN);
        last.written(next);
        failPoints.after(Step.RECEIPT_KNOWN);
        number = next;
    }

    /** At the run's end, however it ended. That of a run that removed nothing leaves none. */
    void complete(String ended, Instant now, Map<String, Long> figures) {
        if (number > 0) {
            receipts.complete(number, receipt.json(number, ended, Optional.of(now), figures));
        }
    }
}
