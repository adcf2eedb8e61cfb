package org.sessionrecording.api.recording;

import java.time.Instant;

/**
 * A verified, linked object of an archived recording.
 *
 * @param source id of the {@link org.sessionrecording.api.recording.SnapshotSource} that reads it
 * @param part 1, 2, 3, …
 * @param bytes of the object
 * @param sha256 of the object's stored bytes, lower-case hex
 * @param tailOffset where the tail (the deflate block from {@code ],"chunks"}) begins in the object
 * @param firstChunk id of its first chunk
 * @param lastChunk id of its last chunk
 * @param chunkCount chunks in it
 */
public record ArchivePart(
        RecordingKey recording,
        String source,
        int part,
        String url,
        long bytes,
        String sha256,
        long tailOffset,
        ChunkId firstChunk,
        ChunkId lastChunk,
        int chunkCount,
        Instant archivedAt) {}
