package org.sessionrecording.api.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.operation.Lease;

/**
 * The recordings of one project. Every method blocks on the host's stores, holds no transaction when it returns, and
 * throws {@link org.sessionrecording.api.ApiException} of kind STORE when the store fails; reads may be called again as
 * they are, and what a write says on repetition stands with it.
 */
public interface Recordings {
    Optional<Recording> find(RecordingName name);

    Optional<Recording> find(RecordingKey key);

    /** By {@link RecordingName#path()}: the two halves of a link, which are compared as they are. */
    Optional<Recording> findByPath(String path);

    List<Recording> list(RecordingQuery query);

    /**
     * What enrichers found in a recording, uncut, where the host still has it: while chunks of it are in no part. Afterwards
     * what its row has; its parts have all.
     */
    Facts wholeFacts(RecordingKey recording);

    /**
     * Recordings with chunks no part holds or that were not yet removed, whose latest snapshot is older than {@code due}
     * says, not pinned, not quarantined and not restored, in ascending key order.
     *
     * @param after the last key of the page before, {@link RecordingKey#NONE} for the first
     */
    List<Recording> due(Due due, RecordingKey after, int limit);

    /** As above, by age alone. */
    default List<Recording> due(Instant cutoff, RecordingKey after, int limit) {
        return due(Due.olderThan(cutoff), after, limit);
    }

    /** How many recordings {@link #due} would give over all pages, and their live stored bytes. */
    Totals dueTotals(Due due);

    /** As above, by age alone. */
    default Totals dueTotals(Instant cutoff) {
        return dueTotals(Due.olderThan(cutoff));
    }

    /** How many of those that are due somebody without login can see by a share link now; a host without such has none. */
    default long dueShared(Due due) {
        return 0;
    }

    /** What the database holds now. Reads a row for each recording that has chunks there: for once a run, not for a page. */
    Inventory inventory(Due due);

    /**
     * Which recordings have to go so that those that stay take at most {@code bytes} ({@code liveBytes} of all, exempt ones
     * included): oldest first, or those that nobody watched first and each oldest first. Reads as {@link #inventory} does.
     *
     * @param newest recordings whose latest snapshot is not older stay whatever they take
     */
    Budget budget(long bytes, boolean neverWatchedFirst, Instant newest);

    /** A count of recordings and the stored bytes of their chunks. */
    record Totals(long recordings, long storedBytes) {}

    /**
     * Recordings with chunks in the database, and their live stored bytes.
     *
     * @param all every one of them
     * @param pinned those of them that are pinned
     * @param quarantined those that are set aside and not pinned
     * @param restored those that were brought back, and are neither
     * @param oldestDue latest snapshot of the oldest recording that is past retention and neither pinned nor restored; set
     *     aside or not
     */
    record Inventory(Totals all, Totals pinned, Totals quarantined, Totals restored, Optional<Instant> oldestDue) {}

    /**
     * What a budget asks for.
     *
     * @param due those that have to go
     * @param liveBytes what all take now
     * @param over by how many bytes the rest exceeds the budget still, because it is exempt or too young
     */
    record Budget(Due due, long liveBytes, long over) {}

    /**
     * All chunks with bytes that the database holds and no part does, of several recordings of one project, ordered by
     * recording key and chunk id. For recordings whose {@code liveBytes} add up to what the caller can hold in memory.
     * Stored bytes are checked against their CRC-32.
     *
     * @throws CorruptChunkException naming the recording, when stored bytes have rotted
     */
    List<Chunk> liveChunks(List<Recording> recordings);

    /**
     * The next chunks of one recording after {@code after}, in id order: at least one where there is one, then as many as
     * fit into {@code maxBytes} of stored bytes. Empty at the end. Includes chunks that a part holds too while the
     * database still has them.
     */
    List<Chunk> chunks(RecordingKey recording, ChunkId after, long maxBytes);

    /** As {@link #chunks}, without bytes, at most {@code limit}. */
    List<ChunkInfo> chunkInfos(RecordingKey recording, ChunkId after, int limit);

    /**
     * Takes chunks out of the database that linked parts hold: one update per recording, in one transaction, guarded by
     * the lease's fencing token and by a committed link whose last chunk is exactly {@code through}. Bytes go with their
     * partition. Repeating it changes nothing.
     *
     * @return keys of the recordings that are removed through the chunk asked for, now or before
     * @throws LeaseLostException when the lease is no longer held; nothing was removed
     */
    List<RecordingKey> removeArchived(List<Removal> removals, Lease lease);

    /**
     * Gives chunks up for good, archived or not: one update per recording, in one transaction, guarded by the lease's fencing
     * token. What arrived after {@code through} stays. A recording of which nothing is left, in the database or in a part,
     * keeps its name and times only. Recordings that are exempt, and those with an open intent, are left as they are.
     * Repeating it changes nothing.
     *
     * @return keys of the recordings that are gone through the chunk asked for, now or before
     * @throws LeaseLostException when the lease is no longer held; nothing was removed
     */
    List<RecordingKey> expire(List<Removal> removals, Lease lease);

    /**
     * Deletes late chunks that only repeat what parts hold, exactly these, and counts the recording as if they had never come:
     * in one transaction, guarded by the lease's fencing token. Chunks that a part holds stay; so does everything of a
     * recording that has no part, is exempt, or has an open intent. Repeating it changes nothing.
     *
     * @return how many were deleted
     * @throws LeaseLostException when the lease is no longer held; nothing was deleted
     */
    int dropRepeats(RecordingKey recording, List<ChunkId> late, Lease lease);

    /**
     * Puts the last chunks that were removed back into the database, ids unchanged, and keeps retention from removing them
     * again until {@code until}: in one transaction, guarded by the lease's fencing token. Called from the end backwards, so
     * that at any instant what is up to {@link Recording#removedThrough()} is read from the parts and the rest from the
     * database; a restore that was cut off is gone on with.
     *
     * @param before the archived or expired chunk before the first of these, {@link ChunkId#NONE} where there is none
     * @param chunks in order, the last of them {@link Recording#removedThrough()}; bytes are checked against their CRC-32
     * @return false where the recording is not removed through the last of these (any more), or was erased: look again
     * @throws CorruptChunkException where bytes do not match their checksum; nothing was changed
     * @throws LeaseLostException when the lease is no longer held; nothing was changed
     */
    boolean restore(RecordingKey recording, ChunkId before, List<Chunk> chunks, Instant until, Lease lease);

    /** Lets retention remove what was brought back, at its next run. */
    void endRestore(RecordingKey recording);

    /** Of {@code recording}, all chunks up to and including {@code through}. */
    record Removal(RecordingKey recording, ChunkId through) {}

    /**
     * Keeps a recording out of retention's reach, with its reason shown, until {@link #release}; what could not be
     * archived is never removed.
     */
    void quarantine(RecordingKey recording, String reason);

    /** Ends a quarantine. */
    void release(RecordingKey recording);

    /** Exempts from retention, for ever or until an instant; repeating replaces. */
    void pin(RecordingKey recording, Optional<Instant> until);

    void unpin(RecordingKey recording);

    /** Says how long recordings are kept from now on, for {@code expires_at} on pages and in the API; empty: for ever. */
    void announceRetention(Optional<Duration> keepFor);
}
