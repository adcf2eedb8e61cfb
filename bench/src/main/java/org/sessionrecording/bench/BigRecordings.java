package org.sessionrecording.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.time.HostClock;

/** Recordings past retention of any number and size, put into a catalog by the database itself from a few real chunks. */
final class BigRecordings {
    private static final int TEMPLATES = 4;
    private static final int LEVEL = 4;

    private static final String RECORDINGS = """
            with sessions as (
              insert into session (project_id, session_id)
              select :project, :prefix || i from generate_series(1, :count) i returning id)
            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
              snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, live_from, live_to, created_at)
            select :project, id, convert_to(:prefix || id, 'UTF8'), :prefix || id, at, 0, at, at, 1, 1, 1, 1, 1, current_date,
              current_date, now()
            from sessions, lateral (select date_trunc('milliseconds', now()) - interval '10 days' as at) t
            """;

    private static final String CHUNKS = """
            insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at, arrived,
              full_offsets, full_at, event_ids, data)
            select r.key, nextval('chunk_id'), current_date, 'window', :length, :crc32, :stored, :count, r.start_at, r.end_at,
              now(), case when n % 20 = 1 then '{0}'::int[] else '{}' end,
              case when n % 20 = 1 then array[r.start_at] else '{}' end,
              decode(md5(r.key || '-' || n || :template), 'hex'), :data
            from recording r, generate_series(1, :each) n
            where r.escaped_id like :like and (r.key + n) % :templates = :template
            """;

    private static final String SUMS = """
            update recording r set stored_bytes = c.stored, live_bytes = c.stored, raw_bytes = c.raw, snapshot_count = c.count,
              last_chunk = c.last
            from (select recording, sum(octet_length(data)) as stored, sum(length) as raw, sum(count) as count, max(id) as last
                  from chunk group by recording) c
            where r.key = c.recording and r.escaped_id like :like
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final SampleSnapshots samples = new SampleSnapshots();

    BigRecordings(Database database, HostClock clock, ProjectId project) throws IOException {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    /**
     * Adds recordings whose distinct ids begin with {@code prefix}.
     *
     * @return raw bytes of all of them together
     */
    long add(String prefix, int count, int chunksEach, int rawBytesPerChunk) {
        new DayPartitions(database, clock).ensure(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        database.jdbi().useHandle(handle -> handle.createUpdate(RECORDINGS)
                .bind("project", project.value())
                .bind("prefix", prefix)
                .bind("count", count)
                .execute());
        for (int template = 0; template < TEMPLATES; template++) {
            addChunks(prefix, chunksEach, template, chunk(rawBytesPerChunk, 1_790_000_000_000L + template));
        }
        return database.jdbi().withHandle(handle -> {
            handle.createUpdate(SUMS).bind("like", prefix + "%").execute();
            handle.execute("vacuum analyze recording");
            handle.execute("analyze chunk");
            return handle.createQuery("select sum(raw_bytes) from recording where escaped_id like :like")
                    .bind("like", prefix + "%")
                    .mapTo(long.class)
                    .one();
        });
    }

    private void addChunks(String prefix, int each, int template, ChunkCodec.Encoded chunk) {
        database.jdbi().useHandle(handle -> handle.createUpdate(CHUNKS)
                .bind("length", chunk.length())
                .bind("crc32", chunk.crc32())
                .bind("stored", chunk.storedCrc32())
                .bind("count", chunk.count())
                .bind("each", each)
                .bind("like", prefix + "%")
                .bind("templates", TEMPLATES)
                .bind("template", template)
                .bind("data", chunk.data())
                .execute());
    }

    private ChunkCodec.Encoded chunk(int rawBytes, long firstMillis) {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(LEVEL)) {
            for (String snapshot : samples.take(rawBytes, firstMillis)) {
                byte[] json = snapshot.getBytes(StandardCharsets.UTF_8);
                encoder.add(json, 0, json.length);
            }
            return encoder.finish();
        }
    }
}
