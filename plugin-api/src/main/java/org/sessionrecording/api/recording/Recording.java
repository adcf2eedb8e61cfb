package org.sessionrecording.api.recording;

import java.time.Instant;
import java.util.Optional;

/**
 * What the catalog says of one recording at one moment.
 *
 * @param sessionId as the client sent it, or as the host gave it
 * @param start corrected instant of the earliest snapshot
 * @param end corrected instant of the latest snapshot
 * @param snapshotCount snapshots over all chunks, archived ones included
 * @param storedBytes compressed bytes over all chunks, archived ones included
 * @param rawBytes plain bytes over all chunks, archived ones included
 * @param liveBytes compressed bytes of the chunks that only the database holds
 * @param lastChunk greatest chunk id that was ever stored
 * @param archivedThrough all chunks up to and including this id are held by linked parts, or expired; {@link ChunkId#NONE}
 *     before
 * @param removedThrough all chunks up to and including this id were removed from the database
 * @param expiredThrough all chunks up to and including this id that no part holds are gone for good, by policy
 * @param expiredAt when that happened last
 * @param parts number of linked archive parts
 * @param keptUntil pinned until then
 * @param restoredUntil brought back into the database, where retention leaves it until then
 * @param watchedAt when somebody last opened it
 * @param quarantine why retention leaves it alone, where it could not be archived
 * @param facts what enrichers found, as far as it fits into 8 kB of JSON
 * @param factsCut whether it did not; {@link Recordings#wholeFacts} has all of it until it is archived
 */
public record Recording(
        RecordingKey key,
        RecordingName name,
        String sessionId,
        Instant start,
        Instant end,
        long snapshotCount,
        long storedBytes,
        long rawBytes,
        long liveBytes,
        State state,
        ChunkId lastChunk,
        ChunkId archivedThrough,
        ChunkId removedThrough,
        ChunkId expiredThrough,
        Optional<Instant> expiredAt,
        int parts,
        boolean pinned,
        Optional<Instant> keptUntil,
        Optional<Instant> restoredUntil,
        Optional<Instant> watchedAt,
        Optional<Quarantine> quarantine,
        Facts facts,
        boolean factsCut) {

    /** This one with all of its facts, which {@link Recordings#wholeFacts} gives. */
    public Recording withWholeFacts(Facts whole) {
        return new Recording(
                key,
                name,
                sessionId,
                start,
                end,
                snapshotCount,
                storedBytes,
                rawBytes,
                liveBytes,
                state,
                lastChunk,
                archivedThrough,
                removedThrough,
                expiredThrough,
                expiredAt,
                parts,
                pinned,
                keptUntil,
                restoredUntil,
                watchedAt,
                quarantine,
                whole,
                false);
    }

    /** Set aside by retention. */
    public record Quarantine(String reason, Instant at) {}

    /** Where a recording is. */
    public enum State {
        /** No part is linked; the database holds everything. */
        LIVE,
        /** Verified and linked; late chunks, if any, are in the database. */
        ARCHIVED,
        /** Archived, and brought back into the database. */
        RESTORED,
        /** Gone for good by policy: neither the database nor a part holds any of it. */
        EXPIRED
    }
}
