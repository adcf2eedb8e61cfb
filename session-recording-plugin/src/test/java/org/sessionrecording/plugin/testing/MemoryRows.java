package org.sessionrecording.plugin.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;

/** What a catalog in memory holds, and what tests do to it behind the back of whoever uses it. */
abstract class MemoryRows {
    final Map<RecordingKey, Row> rows = new TreeMap<>();
    final Map<RecordingKey, List<ArchivePart>> parts = new HashMap<>();
    final Map<RecordingKey, ArchiveIntent> intents = new TreeMap<>();
    final Set<RecordingKey> rotten = new HashSet<>();
    private long lastId;
    private Lease current = new Lease(1, 1);

    static final class Row {
        final RecordingName name;
        final List<Chunk> chunks = new ArrayList<>();
        ChunkId archived = ChunkId.NONE;
        ChunkId removed = ChunkId.NONE;
        ChunkId expired = ChunkId.NONE;
        boolean pinned;

        @Nullable
        Instant expiredAt;

        @Nullable
        Instant restoredUntil;

        @Nullable
        Instant watchedAt;

        @Nullable
        String quarantined;

        Row(RecordingName name) {
            this.name = name;
        }

        Instant end() {
            return chunks.stream()
                    .map(chunk -> chunk.info().end())
                    .max(Instant::compareTo)
                    .orElseThrow();
        }

        boolean exempt() {
            return pinned || quarantined != null || restoredUntil != null;
        }

        ChunkId last() {
            return chunks.get(chunks.size() - 1).info().id();
        }
    }

    public synchronized RecordingKey add(String distinctId, Instant at, int chunks) {
        RecordingKey key = new RecordingKey(rows.size() + 1L);
        rows.put(key, new Row(new RecordingName(new DistinctId(distinctId), at)));
        for (int i = 0; i < chunks; i++) {
            append(key, at.plusSeconds(i));
        }
        return key;
    }

    public synchronized void append(RecordingKey key, Instant at) {
        rows.get(key).chunks.add(Samples.chunk(++lastId, key, at));
    }

    public synchronized void watch(RecordingKey key, Instant at) {
        rows.get(key).watchedAt = at;
    }

    /** As a recording that was brought back, for as long as the test lasts. */
    public synchronized void restore(RecordingKey key, Instant until) {
        rows.get(key).restoredUntil = until;
    }

    /** Appends a chunk made for the id it gets. */
    public synchronized void append(RecordingKey key, LongFunction<Chunk> chunk) {
        rows.get(key).chunks.add(chunk.apply(++lastId));
    }

    /** As the host erases: rows, links and intents. */
    public synchronized void erase(RecordingKey key) {
        rows.remove(key);
        parts.remove(key);
        intents.remove(key);
    }

    /** As if what was archived had not been removed yet. */
    public synchronized void unremove(RecordingKey key) {
        rows.get(key).removed = ChunkId.NONE;
    }

    /** As if the catalog were of a day before it was archived. */
    public synchronized void forgetLinks(RecordingKey key) {
        parts.remove(key);
        rows.get(key).archived = ChunkId.NONE;
        rows.get(key).removed = ChunkId.NONE;
    }

    /** As if the database had other bytes under the same id. */
    public synchronized void replaceLastChunk(RecordingKey key) {
        Row row = rows.get(key);
        Chunk last = row.chunks.remove(row.chunks.size() - 1);
        row.chunks.add(Samples.chunk(last.info().id().value(), key, last.info().start(), Samples.snapshots(999)));
    }

    public synchronized void forgetLastChunk(RecordingKey key) {
        Row row = rows.get(key);
        row.chunks.remove(row.chunks.size() - 1);
    }

    public synchronized void forget(RecordingKey key) {
        rows.remove(key);
        parts.remove(key);
    }

    public synchronized void rot(RecordingKey key) {
        rotten.add(key);
    }

    public synchronized Lease takeOver() {
        current = new Lease(current.run() + 1, current.token() + 1);
        return current;
    }

    public synchronized Lease lease() {
        return current;
    }

    public synchronized Optional<String> quarantineOf(RecordingKey key) {
        return Optional.ofNullable(rows.get(key).quarantined);
    }

    /** Chunks a reader would take from the database. */
    public synchronized List<ChunkId> inDatabase(RecordingKey key) {
        Row row = rows.get(key);
        return row.chunks.stream()
                .map(chunk -> chunk.info().id())
                .filter(id -> id.compareTo(row.removed) > 0)
                .toList();
    }

    /** All chunks that ever were. */
    public synchronized List<Chunk> everStored(RecordingKey key) {
        return List.copyOf(rows.get(key).chunks);
    }

    final void requireHeld(Lease lease) {
        if (!lease.equals(current)) {
            throw new LeaseLostException("Cannot write: the lease went to another run");
        }
    }

    final Recording recording(RecordingKey key, Row row) {
        List<Chunk> live = live(row);
        long stored = row.chunks.stream().mapToLong(c -> c.info().bytes()).sum();
        return new Recording(
                key,
                row.name,
                "session-" + key,
                row.name.timestamp(),
                row.end(),
                row.chunks.stream().mapToLong(c -> c.info().count()).sum(),
                stored,
                row.chunks.stream().mapToLong(c -> c.info().length()).sum(),
                live.stream().mapToLong(c -> c.info().bytes()).sum(),
                state(key, row),
                row.last(),
                row.archived,
                row.removed,
                row.expired,
                Optional.ofNullable(row.expiredAt),
                parts(key).size(),
                row.pinned,
                Optional.empty(),
                Optional.ofNullable(row.restoredUntil),
                Optional.ofNullable(row.watchedAt),
                Optional.ofNullable(row.quarantined).map(reason -> new Recording.Quarantine(reason, row.end())),
                Facts.none(),
                false);
    }

    private Recording.State state(RecordingKey key, Row row) {
        if (row.restoredUntil != null) {
            return Recording.State.RESTORED;
        }
        if (!parts(key).isEmpty()) {
            return Recording.State.ARCHIVED;
        }
        return row.expired.equals(row.last()) ? Recording.State.EXPIRED : Recording.State.LIVE;
    }

    static List<Chunk> live(Row row) {
        return row.chunks.stream()
                .filter(c -> c.info().id().compareTo(row.archived) > 0)
                .toList();
    }

    /** As links tell them. */
    public synchronized List<ArchivePart> parts(RecordingKey recording) {
        return List.copyOf(parts.getOrDefault(recording, List.of()));
    }
}
