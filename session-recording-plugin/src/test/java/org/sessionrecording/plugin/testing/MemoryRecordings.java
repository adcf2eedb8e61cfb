package org.sessionrecording.plugin.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings;

/** Recordings in memory, by the rules of the host's catalog. */
abstract class MemoryRecordings extends MemoryRows implements Recordings {
    @Override
    public synchronized Optional<Recording> find(RecordingKey key) {
        return Optional.ofNullable(rows.get(key)).map(row -> recording(key, row));
    }

    @Override
    public synchronized Optional<Recording> find(RecordingName name) {
        return list(RecordingQuery.newest(1_000)).stream()
                .filter(recording -> recording.name().equals(name))
                .findFirst();
    }

    @Override
    public synchronized Optional<Recording> findByPath(String path) {
        return list(RecordingQuery.newest(1_000)).stream()
                .filter(recording -> recording.name().path().equals(path))
                .findFirst();
    }

    @Override
    public synchronized boolean restore(
            RecordingKey key, ChunkId before, List<Chunk> chunks, Instant until, Lease lease) {
        requireHeld(lease);
        Row row = rows.get(key);
        if (row == null
                || !row.removed.equals(chunks.get(chunks.size() - 1).info().id())) {
            return false;
        }
        row.removed = before;
        row.restoredUntil = until;
        return true;
    }

    @Override
    public synchronized void endRestore(RecordingKey key) {
        rows.get(key).restoredUntil = null;
    }

    @Override
    public Facts wholeFacts(RecordingKey key) {
        return Facts.none();
    }

    @Override
    public synchronized List<Recording> list(RecordingQuery query) {
        return rows.entrySet().stream()
                .map(entry -> recording(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Stream<Map.Entry<RecordingKey, Row>> held() {
        return rows.entrySet().stream().filter(e -> e.getValue().last().compareTo(e.getValue().removed) > 0);
    }

    @Override
    public synchronized List<Recording> due(Due due, RecordingKey after, int limit) {
        return held().filter(e -> e.getKey().compareTo(after) > 0)
                .filter(e -> !e.getValue().exempt())
                .map(e -> recording(e.getKey(), e.getValue()))
                .filter(due::takes)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Totals dueTotals(Due due) {
        return totals(due(due, RecordingKey.NONE, Integer.MAX_VALUE).stream());
    }

    private static Totals totals(Stream<Recording> recordings) {
        List<Recording> all = recordings.toList();
        return new Totals(
                all.size(), all.stream().mapToLong(Recording::liveBytes).sum());
    }

    private Totals heldTotals(Predicate<Row> which) {
        return totals(held().filter(e -> which.test(e.getValue())).map(e -> recording(e.getKey(), e.getValue())));
    }

    @Override
    public synchronized Inventory inventory(Due due) {
        return new Inventory(
                heldTotals(row -> true),
                heldTotals(row -> row.pinned),
                heldTotals(row -> !row.pinned && row.quarantined != null),
                heldTotals(row -> !row.pinned && row.quarantined == null && row.restoredUntil != null),
                held().filter(e -> !e.getValue().pinned && e.getValue().restoredUntil == null)
                        .map(e -> recording(e.getKey(), e.getValue()))
                        .filter(due::takes)
                        .map(Recording::end)
                        .min(Instant::compareTo));
    }

    @Override
    public synchronized Budget budget(long bytes, boolean neverWatchedFirst, Instant newest) {
        long held = heldTotals(row -> true).storedBytes();
        List<Recording> candidates = held().filter(e -> !e.getValue().exempt())
                .map(e -> recording(e.getKey(), e.getValue()))
                .filter(recording -> recording.end().isBefore(newest) && recording.liveBytes() > 0)
                .sorted(Comparator.comparing((Recording r) ->
                                neverWatchedFirst && r.watchedAt().isPresent())
                        .thenComparing(Recording::end)
                        .thenComparing(Recording::key))
                .toList();
        long left = held;
        Due due = Due.NONE;
        for (Recording recording : candidates) {
            if (left <= bytes) {
                break;
            }
            left -= recording.liveBytes();
            Instant through = recording.end().plusMillis(1);
            if (!neverWatchedFirst) {
                due = Due.olderThan(through);
            } else {
                due = recording.watchedAt().isPresent() ? new Due(through, newest) : new Due(Instant.EPOCH, through);
            }
        }
        return left > bytes ? new Budget(Due.olderThan(newest), held, left - bytes) : new Budget(due, held, 0);
    }

    @Override
    public synchronized List<Chunk> liveChunks(List<Recording> recordings) {
        List<Chunk> chunks = new ArrayList<>();
        for (Recording recording : recordings) {
            List<Chunk> live = live(rows.get(recording.key()));
            requireSound(live);
            chunks.addAll(live);
        }
        return chunks;
    }

    private void requireSound(List<Chunk> chunks) {
        for (Chunk chunk : chunks) {
            if (rotten.contains(chunk.info().recording())) {
                throw new CorruptChunkException(
                        chunk.info().recording(),
                        chunk.info().id(),
                        "Cannot read chunk " + chunk.info().id());
            }
        }
    }

    @Override
    public synchronized List<Chunk> chunks(RecordingKey key, ChunkId after, long maxBytes) {
        List<Chunk> page = new ArrayList<>();
        long bytes = 0;
        for (Chunk chunk : rows.get(key).chunks) {
            boolean wanted =
                    chunk.info().id().compareTo(after) > 0 && chunk.info().id().compareTo(rows.get(key).removed) > 0;
            if (wanted && (page.isEmpty() || bytes + chunk.data().length <= maxBytes)) {
                page.add(chunk);
                bytes += chunk.data().length;
            }
        }
        requireSound(page);
        return page;
    }

    @Override
    public synchronized List<ChunkInfo> chunkInfos(RecordingKey key, ChunkId after, int limit) {
        return chunks(key, after, Long.MAX_VALUE).stream()
                .map(Chunk::info)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<RecordingKey> removeArchived(List<Removal> removals, Lease lease) {
        requireHeld(lease);
        List<RecordingKey> removed = new ArrayList<>();
        for (Removal removal : removals) {
            Row row = rows.get(removal.recording());
            boolean linked = parts(removal.recording()).stream()
                    .anyMatch(part -> part.lastChunk().equals(removal.through()));
            if (linked && !row.exempt()) {
                row.removed = removal.through();
                removed.add(removal.recording());
            }
        }
        return removed;
    }

    @Override
    public synchronized List<RecordingKey> expire(List<Removal> removals, Lease lease) {
        requireHeld(lease);
        List<RecordingKey> expired = new ArrayList<>();
        for (Removal removal : removals) {
            Row row = rows.get(removal.recording());
            if (row == null) {
                continue;
            }
            boolean allowed = !row.exempt() && !intents.containsKey(removal.recording());
            boolean ahead = row.archived.compareTo(removal.through()) < 0
                    && removal.through().compareTo(row.last()) <= 0;
            if (allowed && ahead) {
                row.archived = removal.through();
                row.removed = removal.through();
                row.expired = removal.through();
                row.expiredAt = Instant.EPOCH;
            }
            if (row.expired.compareTo(removal.through()) >= 0) {
                expired.add(removal.recording());
            }
        }
        return expired;
    }

    @Override
    public synchronized int dropRepeats(RecordingKey key, List<ChunkId> late, Lease lease) {
        requireHeld(lease);
        Row row = rows.get(key);
        boolean allowed = row != null
                && !row.exempt()
                && !intents.containsKey(key)
                && !parts(key).isEmpty();
        int before = allowed ? row.chunks.size() : 0;
        if (allowed) {
            row.chunks.removeIf(chunk ->
                    late.contains(chunk.info().id()) && chunk.info().id().compareTo(row.archived) > 0);
        }
        return allowed ? before - row.chunks.size() : 0;
    }

    @Override
    public synchronized void quarantine(RecordingKey key, String reason) {
        rows.get(key).quarantined = reason;
    }

    @Override
    public synchronized void release(RecordingKey key) {
        rows.get(key).quarantined = null;
    }

    @Override
    public synchronized void pin(RecordingKey key, Optional<Instant> until) {
        rows.get(key).pinned = true;
    }

    @Override
    public synchronized void unpin(RecordingKey key) {
        rows.get(key).pinned = false;
    }

    @Override
    public void announceRetention(Optional<Duration> keepFor) {}
}
