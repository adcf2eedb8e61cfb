package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.IngestService;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.project.ProjectServices;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.PgImports;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.tasks.OwnOperations;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.PlainSnapshots;
import org.sessionrecording.host.wire.WireLimits;

/** Imports run as in a host, and what they stored. */
final class ImportHarness implements AutoCloseable {
    static final String TASK = "host.import_snapshots";
    static final Duration SOON = Duration.ofSeconds(60);
    /** Small, so that a few rows make several batches and pages. */
    static final ImportSnapshots.Budget SMALL = new ImportSnapshots.Budget(64 << 10, 32 << 10, 8 << 20, 64 << 20);

    final PostgresFixture postgres;
    final ProjectId project;
    final TaskService tasks;
    /** As the tasks run it. */
    final ImportSnapshots operation;

    private final PluginsFixture host;

    ImportHarness(PostgresFixture postgres, Path directory, ImportSnapshots.Budget budget) {
        this(postgres, directory, budget, WireLimits.DEFAULTS);
    }

    ImportHarness(PostgresFixture postgres, Path directory, ImportSnapshots.Budget budget, WireLimits limits) {
        this.postgres = postgres;
        host = new PluginsFixture(postgres, directory, "key").start();
        project = host.project();
        var database = postgres.database();
        var clock = postgres.clock();
        IngestService.Stores stores = new IngestService.Stores(
                new ChunkAppender(database, new DayPartitions(database, clock)),
                new EventStore(database),
                new GuessedSessions(database),
                new Tombstones(database));
        ImportSnapshots.Rooms rooms = new ImportSnapshots.Rooms(
                new SnapshotImport(
                        stores,
                        host.plugins(),
                        limits,
                        new IngestSettings(4, 1 << 20, 64L << 20, Duration.ofSeconds(5)),
                        new SimpleMeterRegistry()),
                id -> new PgImports(database, clock, id),
                new RecordingDocuments(database, clock, host.projects(), host.plugins()),
                id -> "nothing archives here");
        ProjectServices services = new ProjectServices(
                database, clock, host.projects(), host.settings(), host.plugins(), Optional.empty());
        operation = new ImportSnapshots(rooms, limits, clock, Duration.ofMillis(10), budget);
        tasks = new TaskService(
                database,
                clock,
                host.projects(),
                new OwnOperations(host.plugins(), services, List.of(operation)),
                host.settings(),
                true,
                "test");
        tasks.start();
    }

    Map<String, String> parameters(EventsTable table, String... more) {
        Map<String, String> parameters =
                new TreeMap<>(Map.of("url", table.url(), "user", table.user(), "password", table.password()));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    /** Runs an import to its end. */
    Run run(EventsTable table, String... more) {
        return ended(start(table, false, more));
    }

    Run dryRun(EventsTable table, String... more) {
        return ended(start(table, true, more));
    }

    String start(EventsTable table, boolean dry, String... more) {
        return tasks.run(project, TASK, parameters(table, more), dry, false, "tester");
    }

    Run find(String id) {
        return tasks.require(project, TASK, id);
    }

    Run ended(String id) {
        Eventually.until("the import ends", SOON, () -> find(id).endedAt().isPresent());
        return find(id);
    }

    Run succeeded(EventsTable table, String... more) {
        Run run = run(table, more);
        assertThat(run.state()).as(run.message()).isEqualTo(Run.State.SUCCEEDED);
        return run;
    }

    /** All snapshots of each session in stored order. */
    Map<String, List<String>> stored() {
        Map<String, List<String>> stored = new TreeMap<>();
        postgres.database().jdbi().useHandle(handle -> handle.createQuery("""
                        select s.session_id, c.data, c.length, c.crc32
                        from chunk c join recording r on r.key = c.recording join session s on s.id = r.session
                        order by r.ts, c.id
                        """)
                .map((row, context) -> {
                    byte[] plain = decoded(row.getBytes("data"), row.getInt("length"), row.getLong("crc32"));
                    List<String> snapshots =
                            stored.computeIfAbsent(row.getString("session_id"), key -> new ArrayList<>());
                    PlainSnapshots.forEach(
                            plain,
                            (offset, length) ->
                                    snapshots.add(new String(plain, offset, length, StandardCharsets.UTF_8)));
                    return true;
                })
                .list());
        return stored;
    }

    private static byte[] decoded(byte[] data, int length, long crc32) {
        try {
            return ChunkCodec.decode(data, length, crc32);
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }

    long count(String sql) {
        return postgres.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(long.class).one());
    }

    /** Forgets everything of the project but its settings. */
    static void clear(PostgresFixture postgres) {
        postgres.database()
                .jdbi()
                .useHandle(handle -> handle.execute("truncate session, recording, chunk, seen_event, guessed_session,"
                        + " task_run, snapshot_import, imported_rows, erasure, tombstone cascade"));
    }

    @Override
    public void close() {
        tasks.close();
        host.close();
    }
}
