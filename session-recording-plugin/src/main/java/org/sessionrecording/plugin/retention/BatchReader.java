package org.sessionrecording.plugin.retention;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.archive.MemoryBody;
import org.sessionrecording.plugin.archive.StoredBody;
import org.sessionrecording.plugin.retention.Batch.Failure;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/** Goes through due recordings in key order, a batch at a time, and reads and plans each. For one thread at a time. */
final class BatchReader {
    private final Recordings recordings;
    private final ExpiringObjects expiring;
    private final ArchiveWriter writer;
    private final ChunkLists chunkLists;
    private final LateRepeats repeats;
    private final Due due;
    private final RunLimits limits;
    private final Deque<Recording> page = new ArrayDeque<>();
    private RecordingKey after = RecordingKey.NONE;
    private boolean ended;

    BatchReader(
            Recordings recordings,
            ExpiringObjects expiring,
            ArchiveWriter writer,
            LateRepeats repeats,
            Due due,
            RunLimits limits) {
        this.expiring = expiring;
        this.recordings = recordings;
        this.writer = writer;
        this.chunkLists = new ChunkLists(recordings);
        this.repeats = repeats;
        this.due = due;
        this.limits = limits;
    }

    /** The next batch; empty at the end. Blocks on the database. */
    Optional<Batch> next() {
        List<Recording> taken = take();
        return taken.isEmpty() ? Optional.empty() : Optional.of(read(taken));
    }

    private List<Recording> take() {
        List<Recording> taken = new ArrayList<>();
        long bytes = 0;
        while (taken.size() < limits.batchRecordings() && fill()) {
            bytes += page.getFirst().liveBytes();
            if (bytes > limits.batchBytes() && !taken.isEmpty()) {
                break;
            }
            taken.add(page.removeFirst());
        }
        return taken;
    }

    private boolean fill() {
        while (page.isEmpty() && !ended) {
            List<Recording> found = recordings.due(due, after, limits.batchRecordings());
            ended = found.size() < limits.batchRecordings();
            after = found.isEmpty() ? after : found.get(found.size() - 1).key();
            found.stream().filter(recording -> !expiring.holdUp(recording)).forEach(page::add);
        }
        return !page.isEmpty();
    }

    private Batch read(List<Recording> taken) {
        List<Job> jobs = new ArrayList<>();
        List<Leftover> leftovers = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<Recording> small = new ArrayList<>();
        for (Recording one : taken) {
            Recording recording = repeats.drop(one);
            if (recording.lastChunk().compareTo(recording.removedThrough()) <= 0) {
                continue; // all that was late was said before
            }
            if (recording.lastChunk().compareTo(recording.archivedThrough()) <= 0) {
                leftovers.add(leftover(recording));
            } else if (recording.liveBytes() > limits.batchBytes()) {
                plan(recording, failures, () -> streamed(recording)).ifPresent(jobs::add);
            } else {
                small.add(recording);
            }
        }
        Map<RecordingKey, List<Chunk>> chunks = readable(small, failures);
        for (Recording recording : small) {
            List<Chunk> own = chunks.getOrDefault(recording.key(), List.of());
            if (!own.isEmpty()) {
                plan(recording, failures, () -> inMemory(recording, own)).ifPresent(jobs::add);
            }
        }
        return new Batch(jobs, leftovers, failures);
    }

    /** Chunks by recording; a recording whose chunks rotted is set aside, and the others go on. */
    private Map<RecordingKey, List<Chunk>> readable(List<Recording> small, List<Failure> failures) {
        List<Recording> sound = new ArrayList<>(small);
        while (!sound.isEmpty()) {
            try {
                return recordings.liveChunks(sound).stream()
                        .collect(Collectors.groupingBy(chunk -> chunk.info().recording()));
            } catch (CorruptChunkException e) {
                if (!sound.removeIf(recording -> recording.key().equals(e.recording()))) {
                    throw e; // naming another recording, it would never end
                }
                recordings.quarantine(e.recording(), e.getMessage());
                failures.add(new Failure(e.recording(), Cause.CORRUPT, String.valueOf(e.getMessage())));
            }
        }
        return Map.of();
    }

    private interface Planning {
        Job plan();
    }

    private Optional<Job> plan(Recording recording, List<Failure> failures, Planning planning) {
        try {
            return Optional.of(planning.plan());
        } catch (ApiException e) {
            if (e.kind() != ApiException.Kind.ARCHIVE) {
                throw e;
            }
            recordings.quarantine(recording.key(), e.getMessage());
            failures.add(new Failure(recording.key(), Cause.UNFIT, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Job inMemory(Recording recording, List<Chunk> chunks) {
        List<ChunkInfo> infos = chunks.stream().map(Chunk::info).toList();
        ArchiveIntent intent = writer.plan(whole(recording), infos, ArchiveSource.ID);
        return new Job(intent, MemoryBody.of(intent, chunks), ChunkLists.bytes(infos));
    }

    private Job streamed(Recording recording) {
        List<ChunkInfo> infos = chunkLists.between(recording.key(), recording.archivedThrough(), recording.lastChunk());
        ArchiveIntent intent = writer.plan(whole(recording), infos, ArchiveSource.ID);
        long bytes = ChunkLists.bytes(infos);
        return new Job(intent, new StoredBody(recordings, intent, bytes), bytes);
    }

    private Recording whole(Recording recording) {
        return recording.factsCut() ? recording.withWholeFacts(recordings.wholeFacts(recording.key())) : recording;
    }

    private Leftover leftover(Recording recording) {
        List<ChunkInfo> infos =
                chunkLists.between(recording.key(), recording.removedThrough(), recording.archivedThrough());
        return new Leftover(
                new Recordings.Removal(recording.key(), recording.archivedThrough()), ChunkLists.bytes(infos));
    }
}
