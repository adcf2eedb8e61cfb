package org.sessionrecording.api.recording;

import java.time.Instant;
import java.util.Optional;

/**
 * Which recordings, newest first.
 *
 * @param state empty: all but expired ones
 * @param from only those that start at or after
 * @param to only those that start before
 * @param before keyset: only those that come after this one in the list
 * @param limit 1 to 1,000
 */
public record RecordingQuery(
        Optional<DistinctId> distinctId,
        Optional<String> sessionId,
        Optional<Recording.State> state,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<RecordingKey> before,
        int limit) {
    public RecordingQuery {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("Cannot list " + limit + " recordings: ask for 1 to 1000");
        }
    }

    /** The newest {@code limit}. */
    public static RecordingQuery newest(int limit) {
        return new RecordingQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }
}
