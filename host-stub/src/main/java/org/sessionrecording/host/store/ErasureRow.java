package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/**
 * The receipt of an erasure. Names nobody.
 *
 * @param number within the installation
 * @param id public, random
 * @param scope {@code person}, {@code recording} or {@code filter}
 * @param erasedAt what happened before is erased
 * @param sweptAt since when nothing of it is in the database, not even what was being written meanwhile
 * @param doneAt since when nothing of it is left anywhere
 * @param shares how many share links, open or not, went with the recordings
 * @param objects how many objects outside of the database had to be deleted
 */
public record ErasureRow(
        long number,
        String id,
        ProjectId project,
        String scope,
        boolean withEvents,
        String requestedBy,
        Instant erasedAt,
        Optional<Instant> sweptAt,
        Optional<Instant> doneAt,
        long recordings,
        long chunks,
        long storedBytes,
        long events,
        long shares,
        long objects) {}
