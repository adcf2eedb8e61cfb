package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.recording.DistinctId;

/**
 * An event other than {@code $snapshot}.
 *
 * @param key 16 bytes that tell repeats: the event's uuid, or a hash over what identifies it
 * @param sessionId where the client said it
 * @param at corrected
 * @param arrived when the host received it
 * @param properties a JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record StoredEvent(
        byte[] key,
        String event,
        DistinctId distinctId,
        Optional<String> sessionId,
        Instant at,
        Instant arrived,
        String properties) {
    public StoredEvent {
        if (key.length != 16 || event.equals("$snapshot")) {
            throw new IllegalArgumentException(
                    "Cannot keep event '" + event + "': it needs a key of 16 bytes, and snapshots go into chunks");
        }
    }
}
