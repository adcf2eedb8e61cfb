package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;

/** What an archive's tombstones say, for who brings recordings back from it. For one thread. */
public final class Graves {
    private final Map<Long, byte[]> salts = new HashMap<>();
    private final Set<String> whole = new HashSet<>();
    private final Map<String, Instant> visitors = new HashMap<>();

    void add(byte[] salt, JsonNode tombstone) throws IOException {
        if (tombstone.path("version").asInt() != 1) {
            throw new IOException("its version is none that this plugin reads (upgrade it)");
        }
        Instant erasedAt = Instant.parse(tombstone.path("erased_at").asText());
        salts.put(tombstone.path("project").asLong(), salt);
        tombstone.path("session_ids").forEach(mark -> whole.add(mark.asText()));
        tombstone.path("paths").forEach(mark -> whole.add(mark.asText()));
        if (tombstone.hasNonNull("distinct_id")) {
            visitors.merge(
                    tombstone.get("distinct_id").asText(), erasedAt, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** Whether a recording was erased: it, its session, or its visitor at or after its timestamp. */
    public boolean hold(RecordingName name, String sessionId) {
        return salts.entrySet().stream().anyMatch(made -> hold(made.getValue(), made.getKey(), name, sessionId));
    }

    /** Whether what a path names was erased: the recording, or its visitor at or after its timestamp. */
    boolean holdPath(String path) {
        int slash = path.lastIndexOf('/');
        String escapedId = path.substring(0, slash);
        Instant timestamp = Timestamps.parseBasic(path.substring(slash + 1));
        return salts.entrySet().stream()
                .anyMatch(made -> holdPath(made.getValue(), made.getKey(), escapedId, path, timestamp));
    }

    private boolean holdPath(byte[] salt, long project, String escapedId, String path, Instant timestamp) {
        Instant visitor = visitors.get(Graveyard.mark(salt, project, "distinct_id", escapedId));
        return whole.contains(Graveyard.mark(salt, project, "path", path))
                || (visitor != null && !visitor.isBefore(timestamp));
    }

    private boolean hold(byte[] salt, long project, RecordingName name, String sessionId) {
        return holdPath(salt, project, name.distinctId().escaped(), name.path(), name.timestamp())
                || whole.contains(Graveyard.mark(salt, project, "session_id", sessionId));
    }

    boolean isEmpty() {
        return salts.isEmpty();
    }
}
