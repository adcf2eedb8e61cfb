package org.sessionrecording.host.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.DistinctIds;
import org.sessionrecording.host.time.HostClock;

/** Puts recordings into the catalog as ingest would leave them, with real chunks of invented snapshots. */
public final class Seed {
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final Database database;
    private final HostClock clock;
    private final DayPartitions partitions;

    /** A recording and its chunks' ids in order. */
    public record Seeded(RecordingKey key, DistinctId distinctId, Instant timestamp, List<ChunkId> chunks) {
        public ChunkId last() {
            return chunks.get(chunks.size() - 1);
        }
    }

    public Seed(PostgresFixture postgres) {
        this.database = postgres.database();
        this.clock = postgres.clock();
        this.partitions = new DayPartitions(database, clock);
    }

    public ProjectId project(String name) {
        return new ProjectId(database.with("seed a project", handle -> handle.createQuery(
                        "insert into project (name, token) values (:name, 'phc_' || gen_random_uuid()) returning id")
                .bind("name", name)
                .mapTo(long.class)
                .one()));
    }

    /** A recording whose chunks arrived today and whose snapshots are from {@code end} and the seconds before. */
    public Seeded recording(ProjectId project, String distinctId, Instant end, int chunks) {
        Instant millis = Instant.ofEpochMilli(end.toEpochMilli());
        return recording(project, new DistinctId(distinctId), millis, partitions.today(), chunks);
    }

    /** As above, arrived on a day. */
    public Seeded recording(ProjectId project, DistinctId distinctId, Instant end, LocalDate arrived, int chunks) {
        partitions.ensure(arrived);
        return database.inTransaction("seed a recording", handle -> {
            long session = handle.createQuery(
                            "insert into session (project_id, session_id) values (:project, :id) returning id")
                    .bind("project", project.value())
                    .bind("id", "session-" + SESSIONS.incrementAndGet())
                    .mapTo(long.class)
                    .one();
            long key = row(handle, project, session, distinctId, end);
            List<ChunkId> ids = new ArrayList<>();
            for (int i = 0; i < chunks; i++) {
                ids.add(chunk(handle, key, arrived, "w1", "{\"n\":" + i + "}", end));
            }
            return new Seeded(new RecordingKey(key), distinctId, end, List.copyOf(ids));
        });
    }

    /** One more chunk of a recording. */
    public ChunkId lateChunk(RecordingKey recording, LocalDate arrived, String json) {
        partitions.ensure(arrived);
        return database.inTransaction(
                "seed a chunk", handle -> chunk(handle, recording.value(), arrived, "w1", json, clock.instant()));
    }

    private static long row(Handle handle, ProjectId project, long session, DistinctId distinctId, Instant end) {
        return handle.createQuery("""
                        insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
                          snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, created_at)
                        values (:project, :session, :id, :escaped, :ts, 0, :ts, :ts, 0, 0, 0, 0, 0, now())
                        returning key
                        """)
                .bind("project", project.value())
                .bind("session", session)
                .bind("id", DistinctIds.encode(distinctId))
                .bind("escaped", distinctId.escaped())
                .bind("ts", at(end))
                .mapTo(long.class)
                .one();
    }

    private static ChunkId chunk(Handle handle, long recording, LocalDate day, String window, String json, Instant at) {
        ChunkCodec.Encoded encoded = encoded(json);
        long id = handle.createQuery("""
                        insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at,
                          arrived, full_offsets, full_at, event_ids, data)
                        values (:recording, nextval('chunk_id'), :day, :window, :length, :crc32, :stored_crc32, :count, :at, :at,
                          :at, array[0], array[:at], :event_ids, :data)
                        returning id
                        """)
                .bind("recording", recording)
                .bind("day", day)
                .bind("window", window)
                .bind("length", encoded.length())
                .bind("crc32", encoded.crc32())
                .bind("stored_crc32", encoded.storedCrc32())
                .bind("count", encoded.count())
                .bind("at", at(at))
                .bind("event_ids", new byte[16])
                .bind("data", encoded.data())
                .mapTo(long.class)
                .one();
        handle.createUpdate("""
                        update recording set last_chunk = :id, snapshot_count = snapshot_count + 1,
                          stored_bytes = stored_bytes + :bytes, live_bytes = live_bytes + :bytes, raw_bytes = raw_bytes + :raw,
                          live_from = least(live_from, :day), live_to = greatest(live_to, :day)
                        where key = :recording
                        """)
                .bind("id", id)
                .bind("bytes", encoded.data().length)
                .bind("raw", encoded.length())
                .bind("day", day)
                .bind("recording", recording)
                .execute();
        return new ChunkId(id);
    }

    private static ChunkCodec.Encoded encoded(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(4)) {
            encoder.add(utf8, 0, utf8.length);
            return encoder.finish();
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
