package org.sessionrecording.host.store;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A session as it was when looked up.
 *
 * @param recordings in the order of their timestamps; none where the session is new
 * @param seen those of the asked event keys that are stored already
 */
public record SessionState(List<KnownRecording> recordings, Set<UUID> seen) {
    /** Nothing is known of the session. */
    public static final SessionState NEW = new SessionState(List.of(), Set.of());

    public SessionState {
        recordings = List.copyOf(recordings);
        seen = Set.copyOf(seen);
    }
}
