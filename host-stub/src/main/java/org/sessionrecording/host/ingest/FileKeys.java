package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.host.wire.RecordingFile;

/**
 * By what the pieces of a file are known again: by the key that its bytes give, if they were imported before; or by the keys of
 * the events they came from, if this host once stored those. For one file.
 */
final class FileKeys {
    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(UUID key, List<UUID> events) {
        boolean isAmong(Set<UUID> seen) {
            return seen.contains(key) || (!events.isEmpty() && seen.containsAll(events));
        }
    }

    FileKeys(RecordingFile file, List<IncomingEvent> events) {
        events.forEach(event -> pieces.add(new Piece(event.key(), file.eventIds(event.event()))));
    }

    /** All of them. */
    Set<UUID> asked() {
        Set<UUID> asked = new HashSet<>();
        for (Piece piece : pieces) {
            asked.add(piece.key());
            asked.addAll(piece.events());
        }
        return asked;
    }

    boolean allSeen(Set<UUID> seen) {
        return pieces.stream().allMatch(piece -> piece.isAmong(seen));
    }

    /** Keys that the bytes give, those that are stored left out. */
    List<UUID> without(Set<UUID> seen) {
        Set<UUID> left = new LinkedHashSet<>();
        pieces.stream().map(Piece::key).filter(key -> !seen.contains(key)).forEach(left::add);
        return List.copyOf(left);
    }
}
