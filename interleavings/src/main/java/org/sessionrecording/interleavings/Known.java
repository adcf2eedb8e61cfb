package org.sessionrecording.interleavings;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.harness.outside.ChunkPrint;
import org.sessionrecording.harness.outside.OutsideDatabase.PlainChunk;
import org.sessionrecording.harness.outside.RecordingPrint;

/** A recording as whoever sent it knows it. */
final class Known {
    final String distinctId;
    final String session;
    final Instant start;
    /** Given by the host. */
    final String name;

    final long key;
    private final List<ChunkPrint> chunks = new ArrayList<>();
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    Instant end;
    long removedThrough;
    /** Until when the last restore was to keep it. */
    Instant restoreAsked = Instant.MIN;

    Optional<Instant> restoredUntil = Optional.empty();
    boolean pinned;
    Optional<Instant> pinnedUntil = Optional.empty();

    Known(String distinctId, String session, Instant start, String name, long key) {
        this.distinctId = distinctId;
        this.session = session;
        this.start = start;
        this.end = start;
        this.name = name;
        this.key = key;
    }

    /** What the host made of a request. */
    void grow(List<PlainChunk> stored, Instant last) {
        for (PlainChunk chunk : stored) {
            if (!chunks.isEmpty()) {
                plain.write(',');
            }
            plain.writeBytes(chunk.plain());
            chunks.add(chunk.print());
        }
        end = last.isAfter(end) ? last : end;
    }

    long lastChunk() {
        return chunks.get(chunks.size() - 1).id();
    }

    RecordingPrint print() {
        return RecordingPrint.of(name, chunks, plain.toByteArray());
    }

    /** Retention leaves it alone. */
    boolean isExempt(Instant now) {
        return pinned && pinnedUntil.map(now::isBefore).orElse(true)
                || restoredUntil.filter(now::isBefore).isPresent();
    }

    @Override
    public String toString() {
        return name;
    }
}
