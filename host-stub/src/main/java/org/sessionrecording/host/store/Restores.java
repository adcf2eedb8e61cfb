package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.time.HostClock;

/**
 * Takes archived chunks in again, from the end backwards, into the partition {@code kept}: no day's partition is held by
 * them, or takes them with it. Rows of the same chunks that a day not yet dropped still has go in the same transaction.
 */
final class Restores {
    private static final String LOCK = """
            select r.removed_through = :last and r.removed_through <= r.archived_through and r.parts > 0
              and :before >= r.expired_through and :before < :first
            from recording r where r.key = :key and r.project_id = :project for update
            """;

    private static final String CLEAR = "delete from chunk where recording = :key and id between :first and :last";

    private static final String INSERT = """
            insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at, arrived,
                full_offsets, full_at, event_ids, data)
            values (:key, :id, :kept, :window, :length, :crc32, :stored_crc32, :count, :start, :end, :arrived,
                :full_offsets, cast(:full_at as timestamptz[]), :event_ids, :data)
            """;

    private static final String ADVANCE = """
            update recording set removed_through = :before, restored_until = greatest(restored_until, :until),
              state = case when :before <= expired_through then 'restored' else state end,
              live_from = least(live_from, :kept), live_to = :kept
            where key = :key
            """;

    private final Database database;
    private final ProjectId project;
    private final LeaseGuard guard;

    Restores(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    boolean restore(RecordingKey recording, ChunkId before, List<Chunk> chunks, Instant until, Lease lease) {
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("Cannot restore no chunks of recording " + recording);
        }
        chunks.forEach(Restores::requireSound);
        long first = chunks.get(0).info().id().value();
        long last = chunks.get(chunks.size() - 1).info().id().value();
        return database.inRepeatedTransaction("bring archived chunks back", handle -> {
            guard.requireHeld(handle, lease);
            boolean fits = handle.createQuery(LOCK)
                    .bind("key", recording.value())
                    .bind("project", project.value())
                    .bind("first", first)
                    .bind("last", last)
                    .bind("before", before.value())
                    .mapTo(boolean.class)
                    .findOne()
                    .orElse(false);
            if (fits) {
                insert(handle, recording, chunks, first, last);
                handle.createUpdate(ADVANCE)
                        .bind("before", before.value())
                        .bind("until", Sql.at(until))
                        .bind("kept", KeptChunks.KEPT)
                        .bind("key", recording.value())
                        .execute();
            }
            return fits;
        });
    }

    private static void insert(Handle handle, RecordingKey recording, List<Chunk> chunks, long first, long last) {
        handle.createUpdate(CLEAR)
                .bind("key", recording.value())
                .bind("first", first)
                .bind("last", last)
                .execute();
        PreparedBatch batch = handle.prepareBatch(INSERT);
        chunks.forEach(chunk -> bind(batch, recording, chunk).add());
        batch.execute();
    }

    private static PreparedBatch bind(PreparedBatch batch, RecordingKey recording, Chunk chunk) {
        ChunkInfo info = chunk.info();
        List<UUID> events = info.eventIds().stream()
                .map(id -> EventKeys.of(java.util.HexFormat.of().parseHex(id)))
                .toList();
        return batch.bind("key", recording.value())
                .bind("id", info.id().value())
                .bind("kept", KeptChunks.KEPT)
                .bind("window", info.windowId())
                .bind("length", info.length())
                .bind("crc32", info.crc32())
                .bind("stored_crc32", info.storedCrc32())
                .bind("count", info.count())
                .bind("start", Sql.at(info.start()))
                .bind("end", Sql.at(info.end()))
                .bind("arrived", Sql.at(info.arrived()))
                .bind(
                        "full_offsets",
                        info.fullSnapshots().stream()
                                .mapToInt(FullSnapshot::offset)
                                .toArray())
                .bind(
                        "full_at",
                        info.fullSnapshots().stream()
                                .map(full -> Timestamps.rfc3339(full.at()))
                                .toArray(String[]::new))
                .bind("event_ids", EventKeys.joined(events))
                .bind("data", chunk.data());
    }

    private static void requireSound(Chunk chunk) {
        if (Crc32Combiner.of(chunk.data()) != chunk.info().storedCrc32()) {
            throw new CorruptChunkException(
                    chunk.info().recording(),
                    chunk.info().id(),
                    "Cannot restore chunk " + chunk.info().id() + ": its bytes do not match their checksum");
        }
    }
}
