package org.sessionrecording.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EmbeddedDatabase;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;

/** A database with recordings of one chunk of about 1 MB raw each, ten days old, and a run that may archive them. */
final class ArchiveFixture implements AutoCloseable {
    static final long RAW_BYTES = 1_000_000;
    private static final int TEMPLATES = 8;
    private static final int LEVEL = 6;

    private final EmbeddedDatabase server;
    private final SampleSnapshots samples = new SampleSnapshots();
    final Database database;
    final HostClock clock;
    final ProjectId project;

    ArchiveFixture(Path folder) throws IOException {
        server = EmbeddedDatabase.start(folder.resolve("postgres"));
        database = Database.open(server.jdbcUrl());
        clock = new HostClock(database.jdbi(), Duration.ZERO);
        project = new Projects(database).create("bench").id();
        new DayPartitions(database, clock).ensure(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** @return raw bytes of all of them together */
    long addRecordings(int count) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("""
                            insert into session (project_id, session_id)
                            select :project, 'bench-' || i from generate_series(1, :count) i
                            """)
                    .bind("project", project.value())
                    .bind("count", count)
                    .execute();
            handle.createUpdate("""
                            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at,
                              end_at, snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, live_from, live_to,
                              created_at)
                            select project_id, id, convert_to('visitor-' || id, 'UTF8'), 'visitor-' || id, at, 0, at, at, 1,
                              1, 1, 1, id, current_date, current_date, now()
                            from session, lateral (select date_trunc('milliseconds', now()) - interval '10 days' as at) t
                            where project_id = :project
                            """).bind("project", project.value()).execute();
        });
        for (int template = 0; template < TEMPLATES; template++) {
            addChunks(template, chunk(1_790_000_000_000L + template));
        }
        database.jdbi().useHandle(handle -> {
            handle.execute("update recording r set stored_bytes = length(c.data), live_bytes = length(c.data),"
                    + " raw_bytes = c.length, snapshot_count = c.count from chunk c where c.recording = r.key");
            handle.execute("vacuum analyze");
        });
        return database.jdbi().withHandle(handle -> handle.createQuery("select sum(raw_bytes) from recording")
                .mapTo(long.class)
                .one());
    }

    private ChunkCodec.Encoded chunk(long firstMillis) {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(LEVEL)) {
            for (String snapshot : samples.take(RAW_BYTES, firstMillis)) {
                byte[] json = snapshot.getBytes(StandardCharsets.UTF_8);
                encoder.add(json, 0, json.length);
            }
            return encoder.finish();
        }
    }

    private void addChunks(int template, ChunkCodec.Encoded chunk) {
        database.jdbi().useHandle(handle -> handle.createUpdate("""
                        insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at,
                          arrived, full_offsets, full_at, event_ids, data)
                        select key, last_chunk, current_date, 'w', :length, :crc32, :stored, :count, start_at, end_at, now(),
                          '{0}', array[start_at], decode('00112233445566778899aabbccddeeff', 'hex'), :data
                        from recording where key % :templates = :template
                        """)
                .bind("length", chunk.length())
                .bind("crc32", chunk.crc32())
                .bind("stored", chunk.storedCrc32())
                .bind("count", chunk.count())
                .bind("templates", TEMPLATES)
                .bind("template", template)
                .bind("data", chunk.data())
                .execute());
    }

    /** As if nothing had been archived. */
    void reset() {
        database.jdbi().useTransaction(handle -> {
            handle.execute("delete from archive_part");
            handle.execute("delete from archive_intent");
            handle.execute(
                    "update recording set archived_through = 0, removed_through = 0, parts = 0, state = 'live',"
                            + " live_bytes = stored_bytes, live_from = current_date, live_to = current_date, archived_at = null");
        });
        database.jdbi().useHandle(handle -> handle.execute("vacuum analyze recording"));
    }

    /** Rows as the straightforward way keeps them: one event each, as jsonb. */
    void addEvents(int recordings) {
        database.jdbi().useHandle(handle -> {
            handle.execute("create table baseline_event (recording bigint, n int, event jsonb)");
            List<String> texts = samples.take(RAW_BYTES, 1_790_000_000_000L);
            handle.createUpdate("""
                            insert into baseline_event
                            select r, n, t::jsonb from generate_series(1, :recordings) r,
                              unnest(:texts) with ordinality as u (t, n)
                            """)
                    .bind("recordings", recordings)
                    .bindArray("texts", String.class, texts)
                    .execute();
            handle.execute("create index on baseline_event (recording, n)");
            handle.execute("vacuum analyze baseline_event");
        });
    }

    /** A connection of its own, beside the pool. */
    Connection connect(String parameter) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl() + (parameter.isEmpty() ? "" : "&" + parameter));
    }

    Lease lease(int run) {
        database.jdbi().useHandle(handle -> handle.execute("update task_run set state = 'succeeded'"));
        long id = database.jdbi().withHandle(handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until,
                          started_at)
                        values (:id, :project, :id, 'bench', 'running', 'bench', 1, now() + interval '1 day', now())
                        returning id
                        """)
                .bind("id", "bench-" + run)
                .bind("project", project.value())
                .mapTo(long.class)
                .one());
        return new Lease(id, 1);
    }

    @Override
    public void close() throws IOException {
        database.close();
        server.close();
    }
}
