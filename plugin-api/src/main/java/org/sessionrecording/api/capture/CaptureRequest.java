package org.sessionrecording.api.capture;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.DistinctId;

/**
 * Who asks.
 *
 * @param phase whether a client asks for its configuration or sends snapshots
 * @param distinctId where the client said it; configuration is also asked for without
 * @param sessionId where the client said it
 * @param url of the page, from the client or its {@code Origin}
 */
public record CaptureRequest(
        Project project,
        Phase phase,
        Optional<DistinctId> distinctId,
        Optional<String> sessionId,
        Optional<String> url,
        Instant at) {
    /** What the answer is for. */
    public enum Phase {
        CONFIGURATION,
        SNAPSHOTS
    }
}
