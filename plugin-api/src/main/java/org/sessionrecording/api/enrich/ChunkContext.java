package org.sessionrecording.api.enrich;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.DistinctId;

/**
 * What is known of a chunk before its first snapshot.
 *
 * @param userAgent {@code User-Agent} of the request; empty on a re-run over stored chunks
 * @param acceptLanguage {@code Accept-Language} of the request; empty on a re-run
 * @param properties scalar properties of the snapshot event that came first, as text, at most 100 of at most 1,000
 *     characters, without {@code $snapshot_data}; empty on a re-run
 * @param arrived when the host received it
 */
public record ChunkContext(
        Project project,
        DistinctId distinctId,
        String sessionId,
        String windowId,
        Optional<String> userAgent,
        Optional<String> acceptLanguage,
        Map<String, String> properties,
        Instant arrived) {
    public ChunkContext {
        properties = Map.copyOf(properties);
    }
}
