package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of some sessions and visitors were erased, when they were looked up.
 *
 * @param asked their marks, erased or not
 * @param erasedAt by mark, the latest
 * @param newest number of the newest tombstone among them; 0 where there is none
 */
public record Buried(Set<Mark> asked, Map<Mark, Instant> erasedAt, long newest) {
    /** Nobody was asked about. */
    public static final Buried NOBODY = new Buried(Set.of(), Map.of(), 0);

    public Buried {
        asked = Set.copyOf(asked);
        erasedAt = Map.copyOf(erasedAt);
    }

    public boolean isEmpty() {
        return erasedAt.isEmpty();
    }

    public Optional<Instant> erasedAt(Mark mark) {
        return Optional.ofNullable(erasedAt.get(mark));
    }
}
