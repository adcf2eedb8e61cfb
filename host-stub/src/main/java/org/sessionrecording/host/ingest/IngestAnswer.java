package org.sessionrecording.host.ingest;

import java.util.List;

/**
 * What became of a request.
 *
 * @param accepted events that are durable now
 * @param repeated events that were durable before
 * @param refused what was not taken, and why
 */
public record IngestAnswer(int accepted, int repeated, List<Refusal> refused) {
    public IngestAnswer {
        refused = List.copyOf(refused);
    }

    /** Whether there was something to take, and nothing could be. */
    public boolean nothingTaken() {
        return accepted + repeated == 0 && !refused.isEmpty();
    }
}
