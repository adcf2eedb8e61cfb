package org.sessionrecording.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.time.HostClock;

/**
 * Past days full of archived chunks that are still in the database, as rows made by the database, and the ways to take them
 * out: retention's, the straightforward one, and dropping a table with nothing around it. Chunks are 2 to 3 kB, as clients
 * that flush every three seconds make them.
 */
final class ReclaimDays {
    private static final int BATCH = 256;
    private static final int POOL_BYTES = 64 * 1024;
    private static final ProjectId PROJECT = new ProjectId(1);

    private static final String RECORDINGS = """
            with sessions as (
              insert into session (project_id, session_id)
              select :project, 'reclaim-' || :day || '-' || i from generate_series(1, :recordings) i returning id)
            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
              snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, live_from, live_to, created_at)
            select :project, id, convert_to('r' || id, 'UTF8'), 'r' || id, t, 0, t, t, 1, 1, 1, 1, 1, :day::date, :day::date, t
            from sessions, lateral (select :day::date::timestamptz as t) at
            """;

    private static final String CHUNKS = """
            insert into %s (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at, arrived,
              full_offsets, full_at, event_ids, data)
            select r.key, nextval('chunk_id'), r.live_from, 'w', 20000, 1, 1, 10, r.start_at, r.end_at, r.start_at, '{}', '{}',
              decode('00112233445566778899aabbccddeeff', 'hex'),
              substring(:bytes from 1 + ((r.key * 31 + n * 17) %% 60000)::int for (2000 + (r.key * 7 + n * 13) %% 1000)::int)
            from generate_series(1, :each) n, recording r where r.live_from = :day::date
            """;

    private static final String ARCHIVED = """
            with last as (select recording, min(id) as first, max(id) as last, count(*) as n from %s group by recording),
            linked as (
              insert into archive_part (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk,
                last_chunk, chunk_count, archived_at)
              select recording, 1, :project, 'bench', 'bench:' || recording, 1, '\\x00', 0, first, last, n, now() from last)
            update recording r set last_chunk = l.last, archived_through = l.last, parts = 1, state = 'archived',
              archived_at = now(), live_bytes = 0
            from last l where r.key = l.recording
            """;

    private final Database database;
    private final HostClock clock;
    private final DayPartitions partitions;
    private final PgRecordings recordings;
    private final byte[] bytes = new byte[POOL_BYTES];
    private final Lease lease;
    private int days;

    ReclaimDays(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
        this.partitions = new DayPartitions(database, clock);
        this.recordings = new PgRecordings(database, clock, PROJECT);
        this.lease = lease();
        new Random(1).nextBytes(bytes);
    }

    /** A day, older than the one before. */
    LocalDate fill(int chunks, int recordingCount) {
        LocalDate day = partitions.today().minusDays(10L + days++);
        partitions.ensure(day);
        database.jdbi().useHandle(handle -> {
            handle.createUpdate(RECORDINGS)
                    .bind("project", PROJECT.value())
                    .bind("day", day.toString())
                    .bind("recordings", recordingCount)
                    .execute();
            handle.createUpdate(CHUNKS.formatted(table(day)))
                    .bind("each", chunks / recordingCount)
                    .bind("bytes", bytes)
                    .bind("day", day.toString())
                    .execute();
            handle.createUpdate(ARCHIVED.formatted(table(day)))
                    .bind("project", PROJECT.value())
                    .execute();
            handle.execute("vacuum analyze recording, archive_part"); // as autovacuum did long ago
            handle.execute("analyze " + table(day));
        });
        cool(table(day));
        return day;
    }

    /** What retention's way took. */
    record Took(double updates, double partition) {
        double seconds() {
            return updates + partition;
        }

        static Took middle(List<Took> times) {
            List<Took> sorted =
                    times.stream().sorted(Comparator.comparing(Took::seconds)).toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    /** Of days filled one after the other. */
    List<Took> retention(int count, int chunks, int recordingCount) {
        return IntStream.range(0, count)
                .mapToObj(i -> retention(fill(chunks, recordingCount)))
                .toList();
    }

    /** An update for each recording, and the partition. */
    Took retention(LocalDate day) {
        List<Removal> removals = removals(day);
        long begin = System.nanoTime();
        for (int from = 0; from < removals.size(); from += BATCH) {
            recordings.removeArchived(removals.subList(from, Math.min(removals.size(), from + BATCH)), lease);
        }
        long updated = System.nanoTime();
        if (partitions.dropEmpty().stream().noneMatch(dropped -> dropped.day().equals(day))) {
            throw new IllegalStateException("Cannot measure: " + day + " was not dropped");
        }
        return new Took((updated - begin) / 1e9, (System.nanoTime() - updated) / 1e9);
    }

    /** Writes a table out and drops its pages from every cache: what expires was written a week ago. */
    private void cool(String table) {
        List<String> files = database.jdbi().withHandle(handle -> {
            handle.execute("checkpoint");
            return handle.createQuery("""
                            select current_setting('data_directory') || '/' || pg_relation_filepath(f.oid)
                            from pg_class t, lateral (
                              select t.oid union select t.reltoastrelid
                              union select indexrelid from pg_index where indrelid in (t.oid, t.reltoastrelid)) f
                            where t.oid = :table::regclass
                            """)
                    .bind("table", table)
                    .mapTo(String.class)
                    .list();
        });
        for (String file : files) {
            ColdFiles.cool(Path.of(file));
        }
    }

    private List<Removal> removals(LocalDate day) {
        return database.jdbi().withHandle(handle -> handle.createQuery(
                        "select key, last_chunk from recording where live_from = :day order by key")
                .bind("day", day)
                .map((row, context) ->
                        new Removal(new RecordingKey(row.getLong("key")), new ChunkId(row.getLong("last_chunk"))))
                .list());
    }

    /** As a script would. @return seconds */
    double deleteAndVacuum(LocalDate day) {
        return seconds(handle -> {
            handle.createUpdate("delete from chunk where day = :day")
                    .bind("day", day)
                    .execute();
            handle.execute("vacuum " + table(day));
        });
    }

    /** Files of the same size go, and nothing else. @return seconds */
    double dropCopy(LocalDate day) {
        database.jdbi().useHandle(handle -> {
            handle.execute("create unlogged table copy (like chunk including all)");
            handle.execute("insert into copy select * from " + table(day));
        });
        cool("copy");
        cool(table(day));
        return seconds(handle -> handle.execute("drop table copy"));
    }

    /** Takes a day that was measured away. */
    void forget(LocalDate day) {
        retention(day);
    }

    private double seconds(java.util.function.Consumer<Handle> work) {
        return database.jdbi().withHandle(handle -> {
            long begin = System.nanoTime();
            work.accept(handle);
            return (System.nanoTime() - begin) / 1e9;
        });
    }

    /** Other sessions that wait for a lock, but for the statements of retention itself. */
    double longestLockWaitMillis(Connection watcher) throws java.sql.SQLException {
        try (var statement = watcher.createStatement();
                var row = statement.executeQuery("""
                        select coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)) * 1000, 0)
                        from pg_locks l join pg_stat_activity a on a.pid = l.pid
                        where not l.granted and l.waitstart is not null and a.query !~* '(detach|drop) '
                        """)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static String table(LocalDate day) {
        return "chunk_p" + day.toString().replace("-", "");
    }

    private Lease lease() {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until,
                          started_at)
                        values ('reclaim', 1, 'reclaim', 'bench', 'running', 'bench', 1, now() + interval '1 day', now())
                        returning id
                        """)
                .mapTo(long.class)
                .map(id -> new Lease(id, 1))
                .one());
    }
}
