package org.sessionrecording.tool;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sums over the chunks of a document, and those of each window. For one thread. */
final class Totals {
    private static final int MOST_WINDOWS = 10_000;

    private final Map<String, Window> windows = new LinkedHashMap<>();
    private long chunks;
    private long snapshots;
    private long fullSnapshots;
    private long storedBytes;
    private long plainBytes;
    private long firstId;
    private long lastId;
    private long firstOffset;
    private long tailOffset;

    /** Sums of one window, from the start of its earliest snapshot to the end of its latest. */
    record Window(long chunks, long snapshots, long plainBytes, Instant start, Instant end) {
        Window plus(ChunkEntry chunk) {
            return new Window(
                    chunks + 1,
                    snapshots + chunk.count(),
                    plainBytes + chunk.length(),
                    chunk.start().isBefore(start) ? chunk.start() : start,
                    chunk.end().isAfter(end) ? chunk.end() : end);
        }
    }

    void add(ChunkEntry chunk) throws BadObjectException {
        if (chunks == 0) {
            firstId = chunk.id();
            firstOffset = chunk.offset();
        }
        chunks++;
        snapshots += chunk.count();
        fullSnapshots += chunk.full().length;
        storedBytes += chunk.bytes();
        plainBytes += chunk.length();
        lastId = chunk.id();
        tailOffset = chunk.offset() + chunk.bytes();
        Window known = windows.get(chunk.windowId());
        if (known == null && windows.size() == MOST_WINDOWS) {
            throw new BadObjectException("it has more than " + MOST_WINDOWS + " windows");
        }
        windows.put(
                chunk.windowId(),
                (known == null ? new Window(0, 0, 0, chunk.start(), chunk.end()) : known).plus(chunk));
    }

    long chunks() {
        return chunks;
    }

    long snapshots() {
        return snapshots;
    }

    long fullSnapshots() {
        return fullSnapshots;
    }

    /** Stored bytes of the chunks alone. */
    long storedBytes() {
        return storedBytes;
    }

    /** Plain bytes between the brackets of {@code snapshots}. */
    long arrayBytes() {
        return plainBytes + Math.max(0, chunks - 1);
    }

    long firstId() {
        return firstId;
    }

    long lastId() {
        return lastId;
    }

    /** Where the head ends in the object; empty where there is no chunk. */
    Optional<Long> firstOffset() {
        return chunks == 0 ? Optional.empty() : Optional.of(firstOffset);
    }

    /** Where the tail begins in the object; empty where there is no chunk. */
    Optional<Long> tailOffset() {
        return chunks == 0 ? Optional.empty() : Optional.of(tailOffset);
    }

    /** In the order of their first chunks. */
    Map<String, Window> windows() {
        return windows;
    }
}
