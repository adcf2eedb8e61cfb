package org.sessionrecording.plugin.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings;

/** Recordings, chunks, intents and links in memory, by the rules of the host's catalog: lease, exact removal, write-once links. */
public final class MemoryCatalog implements Recordings, ArchiveLinks {
    private final Map<RecordingKey, Row> rows = new TreeMap<>();
    private final Map<RecordingKey, List<ArchivePart>> parts = new HashMap<>();
    private final Map<RecordingKey, ArchiveIntent> intents = new TreeMap<>();
    private final Set<RecordingKey> rotten = new HashSet<>();
    private long lastId;
    private Lease current = new Lease(1, 1);

    private static final class Row {
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

    private void requireHeld(Lease lease) {
        if (!lease.equals(current)) {
            throw new LeaseLostException("Cannot write: the lease went to another run");
        }
    }

    private Recording recording(RecordingKey key, Row row) {
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

    private static List<Chunk> live(Row row) {
        return row.chunks.stream()
                .filter(c -> c.info().id().compareTo(row.archived) > 0)
                .toList();
    }

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

    @Override
    public synchronized List<RecordingKey> intend(List<ArchiveIntent> wanted, Lease lease) {
        requireHeld(lease);
        List<RecordingKey> taken = new ArrayList<>();
        for (ArchiveIntent intent : wanted) {
            if (intents.putIfAbsent(intent.recording(), intent) == null) {
                taken.add(intent.recording());
            }
        }
        return taken;
    }

    @Override
    public synchronized List<ArchiveIntent> openIntents(RecordingKey after, int limit) {
        return intents.values().stream()
                .filter(intent -> intent.recording().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void noteUpload(RecordingKey recording, int part, String uploadId, Lease lease) {
        requireHeld(lease);
        intents.computeIfPresent(
                recording,
                (key, open) -> new ArchiveIntent(
                        key,
                        open.source(),
                        open.part(),
                        open.url(),
                        open.chunks(),
                        open.head(),
                        open.tail(),
                        Optional.of(uploadId)));
    }

    @Override
    public synchronized List<RecordingKey> link(List<ArchivePart> verified, Lease lease) {
        requireHeld(lease);
        List<RecordingKey> linked = new ArrayList<>();
        for (ArchivePart part : verified) {
            ArchiveIntent intent = intents.remove(part.recording());
            if (intent != null && intent.part() == part.part()) {
                parts.computeIfAbsent(part.recording(), key -> new ArrayList<>())
                        .add(part);
                rows.get(part.recording()).archived = part.lastChunk();
                linked.add(part.recording());
            }
        }
        return linked;
    }

    @Override
    public synchronized void withdraw(RecordingKey recording, int part, Lease lease) {
        requireHeld(lease);
        intents.remove(recording);
    }

    @Override
    public synchronized boolean unlink(ArchivePart part, Lease lease) {
        requireHeld(lease);
        List<ArchivePart> own = parts.getOrDefault(part.recording(), List.of());
        Row row = rows.get(part.recording());
        boolean last = !own.isEmpty() && own.get(own.size() - 1).equals(part);
        if (!last || row.removed.compareTo(part.firstChunk()) >= 0) {
            return false;
        }
        own.remove(part);
        row.archived = own.isEmpty() ? ChunkId.NONE : own.get(own.size() - 1).lastChunk();
        return true;
    }

    @Override
    public synchronized boolean move(ArchivePart part, String url, Lease lease) {
        requireHeld(lease);
        List<ArchivePart> own = parts.getOrDefault(part.recording(), List.of());
        int at = own.indexOf(part);
        if (at < 0 || findByUrl(url).isPresent()) {
            return false;
        }
        own.set(
                at,
                new ArchivePart(
                        part.recording(),
                        part.source(),
                        part.part(),
                        url,
                        part.bytes(),
                        part.sha256(),
                        part.tailOffset(),
                        part.firstChunk(),
                        part.lastChunk(),
                        part.chunkCount(),
                        part.archivedAt()));
        return true;
    }

    @Override
    public synchronized List<RecordingKey> expirable(Instant cutoff, String source, RecordingKey after, int limit) {
        return rows.entrySet().stream()
                .filter(e -> e.getKey().compareTo(after) > 0 && isExpirable(e.getKey(), e.getValue(), cutoff, source))
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    private boolean isExpirable(RecordingKey key, Row row, Instant cutoff, String source) {
        List<ArchivePart> own = parts(key);
        return !own.isEmpty()
                && own.stream().allMatch(part -> part.source().equals(source))
                && row.removed.equals(row.last())
                && row.end().isBefore(cutoff)
                && !row.exempt()
                && !intents.containsKey(key);
    }

    @Override
    public synchronized Totals expirableTotals(Instant cutoff, String source) {
        List<RecordingKey> due = expirable(cutoff, source, RecordingKey.NONE, Integer.MAX_VALUE);
        long bytes = due.stream()
                .flatMap(key -> parts(key).stream())
                .mapToLong(ArchivePart::bytes)
                .sum();
        return new Totals(due.size(), bytes);
    }

    @Override
    public synchronized boolean expire(
            RecordingKey key, Collection<String> urls, Instant cutoff, String source, Lease lease) {
        requireHeld(lease);
        Row row = rows.get(key);
        boolean allowed = row != null
                && isExpirable(key, row, cutoff, source)
                && parts(key).stream().map(ArchivePart::url).toList().equals(List.copyOf(urls));
        if (allowed) {
            row.expired = row.last();
            row.expiredAt = Instant.EPOCH;
            parts.remove(key);
        }
        return allowed;
    }

    @Override
    public synchronized Set<String> taken(Collection<String> urls) {
        return urls.stream()
                .filter(url -> findByUrl(url).isPresent()
                        || intents.values().stream()
                                .anyMatch(intent -> intent.url().equals(url)))
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized LinkedTotals linkedTotals() {
        List<ArchivePart> all = parts.values().stream().flatMap(List::stream).toList();
        return new LinkedTotals(
                all.size(), all.stream().mapToLong(ArchivePart::bytes).sum());
    }

    @Override
    public Adoption adopt(ArchivedRecording archived, Lease lease) {
        throw new UnsupportedOperationException("tested with the host");
    }

    @Override
    public Adoption planAdoption(ArchivedRecording archived) {
        throw new UnsupportedOperationException("tested with the host");
    }

    @Override
    public synchronized List<ArchivePart> parts(RecordingKey recording) {
        return List.copyOf(parts.getOrDefault(recording, List.of()));
    }

    @Override
    public synchronized Optional<ArchivePart> findByUrl(String url) {
        return parts.values().stream()
                .flatMap(List::stream)
                .filter(part -> part.url().equals(url))
                .findFirst();
    }

    @Override
    public synchronized List<ArchivePart> scan(RecordingKey after, int limit) {
        return rows.keySet().stream()
                .filter(key -> key.compareTo(after) > 0)
                .flatMap(key -> parts(key).stream())
                .limit(limit)
                .toList();
    }
}
