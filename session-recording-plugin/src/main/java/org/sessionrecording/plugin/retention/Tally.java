package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.RecordingKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a run did, and shows it while it runs. For the run's thread. */
final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    private final OperationContext context;
    private final RunMeter meter;
    private final long total;
    private final long overBudget;
    private final Map<Cause, Long> failures = new EnumMap<>(Cause.class);
    private long done;
    private long archived;
    private long removed;
    private long expired;
    private long waiting;
    private long bytesArchived;
    private long bytesFreed;
    private long bytesWaiting;
    private Optional<Instant> oldestRemaining = Optional.empty();
    private String firstFailure = "";

    Tally(OperationContext context, RunMeter meter, Plan plan) {
        this.context = context;
        this.meter = meter;
        this.total = plan.totals().recordings();
        this.overBudget = plan.overBudget();
        show();
    }

    void archived(long bytes) {
        archived++;
        bytesArchived += bytes;
        meter.archived(bytes);
    }

    void removed(long bytes) {
        removed++;
        bytesFreed += bytes;
        meter.removed(bytes);
    }

    /** Removed, and gone for good. */
    void expired(long bytes) {
        expired++;
        removed(bytes);
    }

    /** Held back by a brake. */
    void waiting(long bytes) {
        waiting++;
        bytesWaiting += bytes;
    }

    void failed(RecordingKey recording, Cause cause, String reason) {
        failures.merge(cause, 1L, Long::sum);
        firstFailure = firstFailure.isEmpty() ? reason : firstFailure;
        meter.failed(cause);
        LOG.warn("Run {}: recording {} stays in the database ({})", context.runId(), recording, cause.text());
    }

    /** So many more recordings were dealt with, one way or the other. */
    void advance(int recordings) {
        done += recordings;
        show();
    }

    /** The latest snapshot of the oldest recording that is past retention and still there. */
    void remaining(Optional<Instant> oldest) {
        oldestRemaining = oldest;
        show();
    }

    boolean hasFailures() {
        return !failures.isEmpty();
    }

    boolean isWaiting() {
        return waiting > 0;
    }

    private long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    String summary() {
        StringBuilder text = new StringBuilder();
        if (expired > 0 || (archived == 0 && removed > 0)) {
            text.append("Removed ").append(Words.count(removed));
        } else {
            text.append("Archived ")
                    .append(Words.count(archived))
                    .append(" and removed ")
                    .append(Words.count(removed));
        }
        text.append(" of ").append(Words.count(total)).append(" due recordings");
        if (expired > 0) {
            text.append(", for good, as there is no archive");
        }
        if (bytesFreed > 0) {
            text.append(", which frees ").append(Words.bytes(bytesFreed));
        }
        if (failed() > 0) {
            text.append("; ")
                    .append(Words.count(failed()))
                    .append(" failed and stay, the first because ")
                    .append(firstFailure);
        }
        if (overBudget > 0) {
            text.append("; what has to stay exceeds the budget by ").append(Words.bytes(overBudget));
        }
        return text.toString();
    }

    /** How the run ended that was held back, and how to go on. */
    String summary(String brake) {
        return summary() + ". " + Words.recordings(waiting) + " of " + Words.bytes(bytesWaiting) + " wait, because "
                + brake + ". Look at it, and run it again with confirm=true to remove them";
    }

    Map<String, Long> figures() {
        Map<String, Long> figures = new TreeMap<>();
        figures.put("due", total);
        figures.put("archived", archived);
        figures.put("removed", removed);
        figures.put("expired", expired);
        figures.put("failed", failed());
        figures.put("waiting", waiting);
        figures.put("bytes_archived", bytesArchived);
        figures.put("bytes_freed", bytesFreed);
        figures.put("bytes_waiting", bytesWaiting);
        figures.put("bytes_over_budget", overBudget);
        figures.put(
                "oldest_remaining", oldestRemaining.map(Instant::toEpochMilli).orElse(0L));
        failures.forEach((cause, count) -> figures.put("failed_" + cause.text(), count));
        return figures;
    }

    private void show() {
        figures().forEach(context::figure);
        context.progress(done, Math.max(total, done), summary());
    }
}
