package org.sessionrecording.host.store;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A session as it was when looked up.
 *
 * @param recordings in the order of their timestamps; none where the session is new
 * @param seen those of the asked event keys that are stored already, and not forgotten
 * @param inParts keys of its recordings of which chunks are in parts: there, forgotten events can be found
 */
public record SessionState(List<KnownRecording> recordings, Set<UUID> seen, List<Long> inParts) {
    /** Nothing is known of the session. */
    public static final SessionState NEW = new SessionState(List.of(), Set.of(), List.of());

    public SessionState {
        recordings = List.copyOf(recordings);
        seen = Set.copyOf(seen);
        inParts = List.copyOf(inParts);
    }
}
