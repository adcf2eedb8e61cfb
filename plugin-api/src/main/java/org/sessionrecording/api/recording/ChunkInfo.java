package org.sessionrecording.api.recording;

import java.time.Instant;
import java.util.List;

/**
 * All about a chunk but its bytes. A chunk holds snapshots of one session and one window.
 *
 * @param windowId as the client sent it; empty where it sent none
 * @param bytes stored (compressed) bytes
 * @param length plain bytes: the snapshots as JSON, comma-separated, without brackets
 * @param crc32 of the plain bytes, unsigned
 * @param storedCrc32 of the stored bytes, unsigned
 * @param count snapshots, at least 1
 * @param start corrected instant of the earliest snapshot
 * @param end corrected instant of the latest snapshot
 * @param arrived when the host received it, by the database's clock
 * @param eventIds keys of the events it came from, for finding repeats after they left the database
 * @param fullSnapshots where playback can begin, in order
 */
public record ChunkInfo(
        ChunkId id,
        RecordingKey recording,
        String windowId,
        int bytes,
        int length,
        long crc32,
        long storedCrc32,
        int count,
        Instant start,
        Instant end,
        Instant arrived,
        List<String> eventIds,
        List<FullSnapshot> fullSnapshots) {
    public ChunkInfo {
        eventIds = List.copyOf(eventIds);
        fullSnapshots = List.copyOf(fullSnapshots);
        if (bytes < 1 || length < 1 || count < 1) {
            throw new IllegalArgumentException("Cannot describe chunk " + id + ": it is empty");
        }
    }
}
