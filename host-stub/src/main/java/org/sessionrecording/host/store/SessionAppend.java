package org.sessionrecording.host.store;

import java.util.List;
import java.util.UUID;

/**
 * What one session receives.
 *
 * @param planned its recordings as they were when the chunks were made; where they changed since, nothing is stored
 * @param events keys of all events the chunks came from; where one is stored already, nothing is stored
 */
public record SessionAppend(
        String sessionId, List<KnownRecording> planned, List<UUID> events, List<RecordingAppend> recordings) {
    public SessionAppend {
        planned = List.copyOf(planned);
        events = List.copyOf(events);
        recordings = List.copyOf(recordings);
    }

    /** Plain bytes of all chunks. */
    public long rawBytes() {
        return recordings.stream().mapToLong(RecordingAppend::rawBytes).sum();
    }

    /** Stored bytes of all chunks. */
    public long storedBytes() {
        return recordings.stream().mapToLong(RecordingAppend::storedBytes).sum();
    }
}
