package org.sessionrecording.wire;

import java.time.Instant;
import java.util.List;

/**
 * A session grown out of recorded ones.
 *
 * @param start instant of its first snapshot
 * @param end instant of its last snapshot
 * @param rawBytes of the JSON in all snapshot bodies together
 * @param snapshots how many rrweb events they hold
 * @param requests in the order in which a client would send them
 */
public record GrownSession(Instant start, Instant end, long rawBytes, int snapshots, List<Request> requests) {
    public GrownSession {
        requests = List.copyOf(requests);
    }

    /** One request: POST {@code body}, which is gzip of JSON, to {@code path}. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Request(String path, byte[] body) {}
}
