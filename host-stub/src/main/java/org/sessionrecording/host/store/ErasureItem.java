package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something outside of the database that has to be deleted, or a tombstone to be put there.
 *
 * @param batch items of one batch share a tombstone
 * @param source id of the {@link org.sessionrecording.api.recording.SnapshotSource} that can
 * @param url empty: the tombstone alone
 * @param runs runs of tasks that may have been writing it; empty: nobody was
 * @param tries how often it was tried in vain
 * @param reason why it is not done yet
 * @param until what holds it says that it will until then
 */
public record ErasureItem(
        long id,
        int batch,
        String source,
        Optional<String> url,
        Optional<String> uploadId,
        Optional<List<Long>> runs,
        int tries,
        String reason,
        Optional<Instant> until,
        Instant nextTry) {}
