package org.sessionrecording.api.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A recording as its archive objects describe it: all that a catalog needs that lost it.
 *
 * @param skew what its instants were corrected by; zero where that cannot be known any more
 * @param facts as far as the objects tell; without the enrichers that found them
 * @param parts without gaps, from the first one, each verified; their chunks ascend from the first to the last
 */
public record ArchivedRecording(
        RecordingName name,
        String sessionId,
        Instant start,
        Instant end,
        Duration skew,
        Facts facts,
        List<Part> parts) {
    /** Greatest chunk id that is believed; beyond it the host's own numbers could run out. */
    public static final long MAX_CHUNK_ID = 1L << 53;

    public ArchivedRecording {
        Objects.requireNonNull(name, "name");
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw refused(name, "it has no parts");
        }
        ChunkId last = ChunkId.NONE;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.part() != i + 1) {
                throw refused(name, "part " + (i + 1) + " is missing");
            }
            for (ChunkInfo chunk : part.chunks()) {
                if (chunk.id().compareTo(last) <= 0 || chunk.id().value() > MAX_CHUNK_ID) {
                    throw refused(name, "chunk " + chunk.id() + " of part " + part.part() + " is out of order");
                }
                last = chunk.id();
            }
        }
    }

    /** Greatest chunk id in all parts. */
    public ChunkId lastChunk() {
        return parts.get(parts.size() - 1).lastChunk();
    }

    private static IllegalArgumentException refused(RecordingName name, String why) {
        return new IllegalArgumentException("Cannot take recording " + name + " from its archive: " + why);
    }

    /**
     * An object that was read and hashed.
     *
     * @param chunks all of it, in order; event ids and full snapshots are not needed and may be left out
     */
    public record Part(
            String source,
            int part,
            String url,
            long bytes,
            String sha256,
            long tailOffset,
            List<ChunkInfo> chunks,
            Instant archivedAt) {
        public Part {
            chunks = List.copyOf(chunks);
            if (chunks.isEmpty() || part < 1) {
                throw new IllegalArgumentException("Cannot take part " + part + " from " + url + ": it has no chunks");
            }
        }

        public ChunkId firstChunk() {
            return chunks.get(0).id();
        }

        public ChunkId lastChunk() {
            return chunks.get(chunks.size() - 1).id();
        }
    }
}
