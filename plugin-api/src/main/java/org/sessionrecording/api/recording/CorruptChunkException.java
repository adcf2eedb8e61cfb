package org.sessionrecording.api.recording;

import org.sessionrecording.api.ApiException;

/** Stored bytes of a chunk no longer match their checksum. */
public final class CorruptChunkException extends ApiException {
    private static final long serialVersionUID = 1L;

    private final RecordingKey recording;
    private final ChunkId chunk;

    public CorruptChunkException(RecordingKey recording, ChunkId chunk, String message) {
        super(Kind.STORE, message);
        this.recording = recording;
        this.chunk = chunk;
    }

    public RecordingKey recording() {
        return recording;
    }

    public ChunkId chunk() {
        return chunk;
    }
}
