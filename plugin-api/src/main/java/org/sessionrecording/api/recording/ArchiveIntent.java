package org.sessionrecording.api.recording;

import java.util.List;
import java.util.Optional;

/**
 * What an archive run is about to write, committed before the first byte is sent, complete enough to write the same
 * object again byte for byte.
 *
 * @param source id of the {@link org.sessionrecording.api.recording.SnapshotSource} that will read it
 * @param part 1 for a recording's first object
 * @param url full location, e.g. {@code s3://bucket/prefix/session_recording/v1/…/….json}
 * @param chunks exactly the chunks it holds, in order, not empty
 * @param head the object's bytes before the first chunk
 * @param tail the object's bytes after the last chunk
 * @param uploadId of a multipart upload under way, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // compared by recording and part
public record ArchiveIntent(
        RecordingKey recording,
        String source,
        int part,
        String url,
        List<ChunkId> chunks,
        byte[] head,
        byte[] tail,
        Optional<String> uploadId) {
    public ArchiveIntent {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty() || part < 1) {
            throw new IllegalArgumentException(
                    "Cannot intend part " + part + " of recording " + recording + ": no chunks");
        }
    }

    public ChunkId lastChunk() {
        return chunks.get(chunks.size() - 1);
    }
}
