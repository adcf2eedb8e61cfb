package org.sessionrecording.host.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.Rejection;

/** Archived recordings come back into the database, and play at any instant from wherever their chunks are. */
class RestoredPlaybackIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant END = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Seed seed = new Seed(postgres);
    private final MemorySource archive = new MemorySource(postgres.database());
    private final Archives archives = new Archives(new FakeExtensions(Map.of("test", archive)));
    private final Archives away = new Archives(new FakeExtensions(Map.of()));
    private ProjectId project;
    private RecordingStores stores;
    private Lease lease;
    private Instant until;

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("p");
        stores = RecordingStores.of(postgres.database(), postgres.clock(), project);
        lease = run();
        until = postgres.clock().instant().plus(Duration.ofDays(7));
    }

    private Lease run() {
        return postgres.database().with("begin a run", handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until, started_at)
                        values (gen_random_uuid()::text, :project, gen_random_uuid()::text, 'test', 'running', 'test',
                          nextval('task_token'), :until, now())
                        returning id, token
                        """)
                .bind("project", project.value())
                .bind("until", postgres.clock().instant().plusSeconds(600).atOffset(ZoneOffset.UTC))
                .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                .one());
    }

    private Recording recording(Seeded seeded) {
        return stores.recordings().find(seeded.key()).orElseThrow();
    }

    /** As a retention run leaves it while the day's partition still has the rows. */
    private void archive(Seeded seeded) {
        postgres.database().with("keep the day's rows", handle -> {
            handle.execute(
                    "create temp table day_rows as select * from chunk where recording = ?",
                    seeded.key().value());
            archive.archive(stores, recording(seeded));
            handle.execute("insert into chunk select * from day_rows");
            return handle.execute("drop table day_rows");
        });
    }

    private byte[] play(Seeded seeded, Archives from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Document document = new DocumentPlanner(stores, from, project).plan(recording(seeded));
        try {
            document.write(0, document.length(), out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static void assertPlays(byte[] stored, int snapshots) throws IOException {
        String plain = new String(
                new GZIPInputStream(new ByteArrayInputStream(stored)).readAllBytes(), StandardCharsets.UTF_8);
        StringBuilder expected = new StringBuilder("\"snapshots\":[");
        for (int i = 0; i < snapshots; i++) {
            expected.append(i == 0 ? "" : ",").append("{\"n\":").append(i).append('}');
        }
        assertThat(plain).contains(expected + "]");
    }

    /** The part's last chunks up to what is removed. */
    private List<Chunk> archived(Seeded seeded) {
        List<Chunk> all = new ArrayList<>();
        ChunkSource source = new ChunkSource(stores, archives, project, seeded.key());
        for (ArchivePart part : stores.links().parts(seeded.key())) {
            for (ArchivedChunk chunk : archives.chunks(project, part)) {
                if (chunk.info().id().compareTo(recording(seeded).removedThrough()) <= 0) {
                    all.add(new Chunk(chunk.info(), source.bytes(new ChunkSource.PlacedChunk(part, chunk))));
                }
            }
        }
        return all;
    }

    /** One page of one chunk. */
    private boolean restoreLast(Seeded seeded) {
        List<Chunk> all = archived(seeded);
        ChunkId before = all.size() > 1 ? all.get(all.size() - 2).info().id() : ChunkId.NONE;
        return stores.recordings().restore(seeded.key(), before, List.of(all.get(all.size() - 1)), until, lease);
    }

    @Test
    void plays_whole_and_once_after_each_step_and_at_last_without_the_archive() throws Exception {
        Seeded seeded = seed.recording(project, "ada", END, 4);
        byte[] live = play(seeded, archives);
        archive(seeded);
        for (int left = 4; left > 0; left--) {
            assertThatThrownBy(() -> play(seeded, away)).isInstanceOf(Rejection.class);
            assertThat(restoreLast(seeded)).isTrue();
            assertPlays(play(seeded, archives), 4);
        }

        assertThat(play(seeded, away)).isEqualTo(live);
        Recording restored = recording(seeded);
        assertThat(restored.state()).isEqualTo(Recording.State.RESTORED);
        assertThat(restored.restoredUntil()).contains(Instant.ofEpochMilli(until.toEpochMilli()));
        assertThat(stores.recordings().chunks(seeded.key(), ChunkId.NONE, 1 << 20))
                .hasSize(4);
        assertThat(rows(seeded)).as("the day's rows are gone").isEqualTo(4);
    }

    private long rows(Seeded seeded) {
        return postgres.database().with("count", handle -> handle.createQuery(
                        "select count(*) from chunk where recording = " + seeded.key())
                .mapTo(long.class)
                .one());
    }

    @Test
    void late_chunks_before_and_after_it_stand_in_their_place() throws Exception {
        Seeded seeded = seed.recording(project, "ada", END, 2);
        archive(seeded);
        late(seeded, 2);
        while (recording(seeded).removedThrough().compareTo(ChunkId.NONE) > 0) {
            restoreLast(seeded);
        }
        late(seeded, 3);

        assertPlays(play(seeded, away), 4);
        assertThat(stores.recordings().chunks(seeded.key(), ChunkId.NONE, 1 << 20))
                .hasSize(4);
    }

    private void late(Seeded seeded, int n) {
        seed.lateChunk(
                seeded.key(),
                postgres.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate(),
                "{\"n\":" + n + "}");
    }

    @Test
    void dropping_days_takes_nothing_of_it_and_it_holds_no_day() throws Exception {
        Seeded seeded = seed.recording(project, "ada", END, 2);
        archive(seeded);
        while (recording(seeded).removedThrough().compareTo(ChunkId.NONE) > 0) {
            restoreLast(seeded);
        }
        postgres.clock().advance(Duration.ofDays(3));
        DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());

        assertThat(partitions.dropEmpty()).isNotEmpty();
        partitions.makeAhead(1);
        assertPlays(play(seeded, away), 2);
    }

    @Test
    void retention_leaves_it_until_then_and_removes_it_again_by_its_parts() throws Exception {
        Seeded seeded = seed.recording(project, "ada", END, 2);
        archive(seeded);
        while (recording(seeded).removedThrough().compareTo(ChunkId.NONE) > 0) {
            restoreLast(seeded);
        }
        Instant cutoff = END.plusSeconds(3600);
        Removal removal = new Removal(seeded.key(), seeded.last());
        assertThat(keys(cutoff)).doesNotContain(seeded.key().value());
        assertThat(stores.recordings().removeArchived(List.of(removal), lease)).isEmpty();
        assertThat(new RecordingJson(stores, java.util.Optional.of(Duration.ofDays(1))).of(recording(seeded)))
                .containsEntry("expires_at", org.sessionrecording.api.recording.Timestamps.rfc3339(until));

        stores.recordings().endRestore(seeded.key());

        assertThat(keys(cutoff)).contains(seeded.key().value());
        assertThat(stores.recordings().removeArchived(List.of(removal), lease)).containsExactly(seeded.key());
        assertThat(recording(seeded).state()).isEqualTo(Recording.State.ARCHIVED);
        assertPlays(play(seeded, archives), 2);
    }

    private List<Long> keys(Instant cutoff) {
        return stores.recordings().due(cutoff, org.sessionrecording.api.recording.RecordingKey.NONE, 100).stream()
                .map(due -> due.key().value())
                .toList();
    }

    @Test
    void refuses_what_does_not_fit_what_was_erased_and_what_has_rotted() {
        Seeded seeded = seed.recording(project, "ada", END, 3);
        archive(seeded);
        List<Chunk> all = archived(seeded);
        Chunk last = all.get(2);
        var recordings = stores.recordings();

        assertThat(recordings.restore(seeded.key(), ChunkId.NONE, List.of(all.get(0)), until, lease))
                .as("not from the end")
                .isFalse();
        byte[] rotten = last.data().clone();
        rotten[0] ^= 1;
        assertThatThrownBy(() -> recordings.restore(
                        seeded.key(), all.get(1).info().id(), List.of(new Chunk(last.info(), rotten)), until, lease))
                .isInstanceOf(CorruptChunkException.class);
        Lease lost = new Lease(lease.run(), lease.token() - 1);
        assertThatThrownBy(
                        () -> recordings.restore(seeded.key(), all.get(1).info().id(), List.of(last), until, lost))
                .isInstanceOf(LeaseLostException.class);
        assertThat(recording(seeded).removedThrough()).isEqualTo(seeded.last());

        new Erasures(postgres.database(), postgres.clock())
                .erase(project, new ErasureScope.One(seeded.key(), false), "admin", List.of(), gone -> {});
        assertThat(recordings.restore(seeded.key(), all.get(1).info().id(), List.of(last), until, lease))
                .isFalse();
        assertThat(rows(seeded)).isZero();
    }
}
