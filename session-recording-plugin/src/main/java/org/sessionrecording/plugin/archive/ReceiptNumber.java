package org.sessionrecording.plugin.archive;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.project.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of the last receipt as the database knows it. It only grows; a receipt of a later number in the bucket means that
 * the database was restored. Blocks on the database and the archive. Runs side by side may each have their own.
 */
public final class ReceiptNumber {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptNumber.class);
    private static final String KEY = "receipts";
    /** Behind a number whose receipt may not have been written. */
    private static final String BEGUN = " begun";

    private final State state;
    private final Receipts receipts;

    public ReceiptNumber(State state, Receipts receipts) {
        this.state = state;
        this.receipts = receipts;
    }

    /** Looks for receipts that the database does not know; where there are, notes it and catches up. */
    public void compare(Instant now) {
        if (isBehind()) {
            RestoredDatabase.note(state, now);
            long last = receipts.last();
            written(last);
            LOG.error(
                    "The archive holds receipts up to {} that the database does not know: it was restored to an older"
                            + " day, so nothing is removed before the archive was verified",
                    last);
        }
    }

    /** Knows of every receipt in the bucket from now on: what the runs behind them archived is in the database again. */
    public void catchUp() {
        if (isBehind()) {
            written(receipts.last());
        }
    }

    /** A run beside this one notes its number before it writes the receipt, so a look after the receipt was seen shows it. */
    private boolean isBehind() {
        long known = known();
        while (receipts.exists(known + 1)) {
            long before = known;
            known = known();
            if (known <= before) {
                return true;
            }
        }
        return false;
    }

    /** The last number the database knows, with a receipt or about to have one. */
    private long known() {
        return state.find(KEY).map(entry -> number(entry.value())).orElse(0L);
    }

    /**
     * The last number that has its receipt: one that was begun by a run that died may have none. It stays begun until another
     * run begins it anew, so that a receipt which a run writes that only slept is never one nobody knows of. For retention's
     * one run.
     */
    public long settled() {
        while (true) {
            Optional<State.Entry> entry = state.find(KEY);
            String text = entry.map(State.Entry::value).orElse("0");
            if (!text.endsWith(BEGUN)) {
                return number(text);
            }
            long begun = number(text);
            if (!receipts.exists(begun)) {
                return begun - 1;
            }
            if (state.put(KEY, Long.toString(begun), version(entry)).isPresent()) {
                return begun;
            }
        }
    }

    /** A receipt of this number is about to be written; false where another run was faster. */
    public boolean begin(long number) {
        return state.put(KEY, number + BEGUN, version(state.find(KEY))).isPresent();
    }

    /** Never takes back a later number: a run that lost its lease may come here long after another took over. */
    public void written(long number) {
        while (true) {
            Optional<State.Entry> entry = state.find(KEY);
            String text = entry.map(State.Entry::value).orElse("0");
            boolean later = number(text) > number || text.equals(Long.toString(number));
            if (later || state.put(KEY, Long.toString(number), version(entry)).isPresent()) {
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
}
