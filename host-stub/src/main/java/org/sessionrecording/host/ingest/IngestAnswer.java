package org.sessionrecording.host.ingest;

import java.util.List;

/**
 * What became of a request.
 *
 * @param accepted events that are durable now
 * @param repeated events that were durable before
 * @param erased events of somebody who was erased since they happened: dropped, and no use in sending them again
 * @param refused what was not taken, and why
 */
public record IngestAnswer(int accepted, int repeated, int erased, List<Refusal> refused) {
    public IngestAnswer {
        refused = List.copyOf(refused);
    }

    /** Of a request with nothing that was erased. */
    public IngestAnswer(int accepted, int repeated, List<Refusal> refused) {
        this(accepted, repeated, 0, refused);
    }

    /** Whether snapshots were left out since a quota is used up. */
    public boolean quotaLimited() {
        return refused.stream().anyMatch(refusal -> refusal.cause() == Refusal.Cause.QUOTA_LIMITED);
    }

    /** Whether there was something to take, and nothing could be. */
    public boolean nothingTaken() {
        return accepted + repeated + erased == 0 && !refused.isEmpty();
    }
}
