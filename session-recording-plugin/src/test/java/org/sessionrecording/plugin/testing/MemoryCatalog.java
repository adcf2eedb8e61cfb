package org.sessionrecording.plugin.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;

/** Recordings, chunks, intents and links in memory, by the rules of the host's catalog: lease, exact removal, write-once links. */
public final class MemoryCatalog extends MemoryRecordings implements ArchiveLinks {
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
