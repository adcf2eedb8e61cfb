package org.sessionrecording.api.recording;

/** Number of a chunk. Within one recording ids ascend in the order in which chunks became visible. */
public record ChunkId(long value) implements Comparable<ChunkId> {
    /** Before all others. */
    public static final ChunkId NONE = new ChunkId(0);

    @Override
    public int compareTo(ChunkId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
