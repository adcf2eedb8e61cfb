package org.sessionrecording.api.recording;

/**
 * A chunk with its bytes: raw DEFLATE ended by a sync flush, see {@link org.sessionrecording.api.format.ChunkCodec}. The
 * array is shared, not copied: nobody may change it.
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: chunks are compared by id
public record Chunk(ChunkInfo info, byte[] data) {
    public Chunk {
        if (data.length != info.bytes()) {
            throw new IllegalArgumentException("Cannot take chunk " + info.id() + ": " + data.length + " bytes where "
                    + info.bytes() + " are declared");
        }
    }
}
