package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.archive.Receipts;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run's receipt in the bucket: begun before the run's first removal, completed at its end. The numbers are consecutive in
 * a project, and the last one stands in the database too; a receipt of a later number means that the database was restored.
 * For the run's thread.
 */
final class ReceiptKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptKeeper.class);
    private static final String KEY = "receipts";
    /** Behind a number whose receipt may not have been written. */
    private static final String BEGUN = " begun";

    private final State state;
    private final Receipts receipts;
    private final Receipt receipt;
    private final FailPoints failPoints;
    private long number;

    ReceiptKeeper(State state, Receipts receipts, Receipt receipt, FailPoints failPoints) {
        this.state = state;
        this.receipts = receipts;
        this.receipt = receipt;
        this.failPoints = failPoints;
    }

    /** Looks for receipts that the database does not know, and notes it where there are. To be called before anything else. */
    void compare(Instant now) {
        long known = settled();
        if (receipts.exists(known + 1)) {
            RestoredDatabase.note(state, now);
            put(Long.toString(receipts.last()));
            LOG.error(
                    "The archive holds receipt {} and the database knows of {}: it was restored to an older day, so"
                            + " nothing is removed before the archive was verified",
                    known + 1,
                    known);
        }
    }

    /** The last number that has its receipt: one that was begun by a run that died may have none. */
    private long settled() {
        while (true) {
            Optional<State.Entry> entry = state.find(KEY);
            String text = entry.map(State.Entry::value).orElse("0");
            if (!text.endsWith(BEGUN)) {
                return number(text);
            }
            long begun = number(text);
            long known = receipts.exists(begun) ? begun : begun - 1;
            if (state.put(KEY, Long.toString(known), version(entry)).isPresent()) {
                return known;
            }
        }
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
        long next = settled() + 1;
        put(next + BEGUN);
        failPoints.after(Step.RECEIPT_NUMBERED);
        if (!receipts.begin(next, receipt.json(next, "running", Optional.empty(), figures))) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot remove anything: receipt " + next + " is in the archive already (run it again; where that"
                            + " lasts, verify the archive)");
        }
        failPoints.after(Step.RECEIPT_WRITTEN);
        written(next);
        failPoints.after(Step.RECEIPT_KNOWN);
        number = next;
    }

    /** At the run's end, however it ended. That of a run that removed nothing leaves none. */
    void complete(String ended, Instant now, Map<String, Long> figures) {
        if (number > 0) {
            receipts.complete(number, receipt.json(number, ended, Optional.of(now), figures));
        }
    }

    /** Never takes back a later number: a run that lost its lease may come here long after another took over. */
    private void written(long receipt) {
        while (true) {
            Optional<State.Entry> entry = state.find(KEY);
            String text = entry.map(State.Entry::value).orElse("0");
            boolean later = number(text) > receipt || text.equals(Long.toString(receipt));
            if (later || state.put(KEY, Long.toString(receipt), version(entry)).isPresent()) {
                return;
            }
        }
    }

    private static long number(String text) {
        return Long.parseLong(text.endsWith(BEGUN) ? text.substring(0, text.length() - BEGUN.length()) : text);
    }

    private static long version(Optional<State.Entry> entry) {
        return entry.map(State.Entry::version).orElse(0L);
    }

    private void put(String value) {
        if (state.put(KEY, value, version(state.find(KEY))).isEmpty()) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot number the run's receipt: another run was faster (wait for it)");
        }
    }
}
