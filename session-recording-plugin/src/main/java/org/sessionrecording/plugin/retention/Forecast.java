package org.sessionrecording.plugin.retention;

import java.util.Optional;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** What a run would do, or why it does nothing, in words and figures. */
final class Forecast {
    private final Plan plan;
    private final RecordingSettings settings;
    private final long shared;

    /** @param shared how many of those that are due people without login can see by a link */
    Forecast(Plan plan, RecordingSettings settings, long shared) {
        this.plan = plan;
        this.settings = settings;
        this.shared = shared;
    }

    /** @param brake why removing would wait */
    String sentence(Optional<String> brake) {
        StringBuilder text = new StringBuilder(beginning());
        if (shared > 0) {
            text.append("; ").append(shared).append(shared == 1 ? " of them is shared" : " of them are shared");
            text.append(settings.deletes() ? " by links, which will say that it is gone" : "");
        }
        Inventory inventory = plan.inventory();
        if (inventory.pinned().recordings() > 0) {
            text.append("; ").append(Words.recordings(inventory.pinned())).append(" stay as they are pinned");
        }
        if (inventory.quarantined().recordings() > 0) {
            text.append("; ").append(Words.recordings(inventory.quarantined())).append(" are set aside");
        }
        if (inventory.restored().recordings() > 0) {
            text.append("; ")
                    .append(Words.recordings(inventory.restored().recordings()))
                    .append(" were brought back and stay");
        }
        if (plan.overBudget() > 0) {
            text.append("; what has to stay exceeds the budget by ").append(Words.bytes(plan.overBudget()));
        }
        if (settings.removes() && plan.totals().recordings() > 0) {
            brake.ifPresent(reason -> text.append("; removing would wait for a confirmation, because ")
                    .append(reason));
        }
        return text.toString();
    }

    private String beginning() {
        String due = Words.recordings(plan.totals().recordings());
        String bytes = Words.bytes(plan.totals().storedBytes());
        if (settings.deletes()) {
            return "Would delete " + due + " for good, as there is no archive, and free " + bytes;
        }
        if (settings.archive() instanceof ArchiveTarget.None) {
            return "No archive is set, so " + due + " of " + bytes
                    + " past retention stay in the database (set s3_url, or delete_without_archive to delete them)";
        }
        return "Would archive " + due + ", " + bytes + ", and free " + bytes;
    }

    void show(OperationContext context, Optional<String> brake) {
        context.figure("due", plan.totals().recordings());
        context.figure("bytes_due", plan.totals().storedBytes());
        context.figure("shared", shared);
        context.figure("pinned", plan.inventory().pinned().recordings());
        context.figure("quarantined", plan.inventory().quarantined().recordings());
        context.figure("restored", plan.inventory().restored().recordings());
        context.figure("bytes_over_budget", plan.overBudget());
        context.figure(
                "would_wait",
                brake.isPresent() && settings.removes() ? plan.totals().recordings() : 0);
        context.figure(
                "oldest_remaining",
                plan.inventory()
                        .oldestDue()
                        .map(java.time.Instant::toEpochMilli)
                        .orElse(0L));
    }
}
