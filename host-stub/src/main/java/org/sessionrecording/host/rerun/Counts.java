package org.sessionrecording.host.rerun;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.TreeMap;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recordings.Totals;

/** What a run did so far. For one thread. */
final class Counts {
    private final Totals due;
    private final Map<String, Long> reasons = new TreeMap<>();
    private long done;
    private long failed;
    private long gone;
    private long chunks;
    private long bytes;

    Counts(Totals due) {
        this.due = due;
    }

    void chunk(ChunkInfo read) {
        chunks++;
        bytes += read.bytes();
    }

    void count(RecordingPass.Outcome outcome) {
        switch (outcome) {
            case DONE -> done++;
            case FAILED -> failed++;
            case GONE -> gone++;
            case GROWING -> skipped("growing");
        }
    }

    void skipped(String reason) {
        reasons.merge(reason, 1L, Long::sum);
    }

    private long skipped() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    void tell(OperationContext context) {
        context.figure("due", due.recordings());
        context.figure("done", done);
        context.figure("skipped", skipped());
        context.figure("failed", failed);
        context.figure("chunks", chunks);
        context.figure("bytes", bytes);
        context.progress(done + failed + gone + skipped(), due.recordings(), "enrichers see recordings again");
    }

    Outcome outcome() {
        String message = "Enrichers saw " + done + " of " + due.recordings() + " recordings again";
        if (failed > 0) {
            message += "; an enricher failed on " + failed + " (see the log)";
        }
        if (!reasons.isEmpty()) {
            message += "; skipped " + skipped() + ": "
                    + reasons.entrySet().stream()
                            .map(reason -> reason.getKey() + " " + reason.getValue())
                            .collect(joining(", "));
        }
        return failed > 0 || !reasons.isEmpty() ? new Outcome.Failed(message) : new Outcome.Succeeded(message);
    }
}
