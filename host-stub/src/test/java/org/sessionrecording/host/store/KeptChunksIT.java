package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.store.DayPartitions.Dropped;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** What stays moves aside once, whole and in order, and holds no day in which it has nothing. */
final class KeptChunksIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());
    private final Seed seed = new Seed(postgres);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
    private LocalDate day = LocalDate.EPOCH;

    @BeforeEach
    void a_new_day_in_a_new_project() {
        project = seed.project("test");
        recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        postgres.clock().advance(Duration.ofDays(100));
        partitions.dropEmpty();
        day = partitions.today();
    }

    @Test
    void a_kept_recording_with_late_chunks_holds_no_day_in_which_it_has_none() {
        Seeded pinned = seed.recording(project, new DistinctId("pinned"), OLD, day, 2);
        recordings.pin(pinned.key(), Optional.empty());
        postgres.clock().advance(Duration.ofDays(3));
        assertThat(partitions.dropEmpty()).extracting(Dropped::day).containsExactly(day);

        ChunkId late = seed.lateChunk(pinned.key(), day.plusDays(3), "{}");
        Seeded busy = seed.recording(project, new DistinctId("busy"), OLD, day.plusDays(3), 1);
        Seeded done = seed.recording(project, new DistinctId("done"), OLD, day.plusDays(5), 1);
        removed(done.key());
        postgres.clock().advance(Duration.ofDays(5));

        assertThat(partitions.dropEmpty()).extracting(Dropped::day).containsExactly(day.plusDays(5));
        assertThat(ids(pinned.key()))
                .containsExactly(pinned.chunks().get(0), pinned.chunks().get(1), late);

        removed(busy.key());
        assertThat(partitions.dropEmpty()).extracting(Dropped::day).containsExactly(day.plusDays(3));
        assertThat(ids(pinned.key()))
                .containsExactly(pinned.chunks().get(0), pinned.chunks().get(1), late);
        assertThat(kept()).isEqualTo(3);
    }

    @Test
    void a_detached_day_comes_back_where_a_kept_recording_still_has_a_late_chunk_in_it() {
        Seeded pinned = seed.recording(project, new DistinctId("pinned"), OLD, day, 1);
        recordings.pin(pinned.key(), Optional.empty());
        postgres.clock().advance(Duration.ofDays(3));
        partitions.dropEmpty();
        seed.lateChunk(pinned.key(), day.plusDays(3), "{}");
        String table = PartitionNames.of(day.plusDays(3));
        postgres.database().with("detach", handle -> handle.execute("alter table chunk detach partition " + table));
        postgres.clock().advance(Duration.ofDays(3));

        assertThat(partitions.dropEmpty()).isEmpty();

        assertThat(ids(pinned.key())).hasSize(2);
        assertThat(partitions.dropEmpty()).extracting(Dropped::day).containsExactly(day.plusDays(3));
        assertThat(ids(pinned.key())).hasSize(2);
    }

    @Test
    void a_day_that_mostly_stays_is_left_as_it_is() {
        for (int i = 0; i < 3; i++) {
            Seeded stays = seed.recording(project, new DistinctId("stays" + i), OLD, day, 1);
            large(stays.key());
            recordings.pin(stays.key(), Optional.empty());
        }
        postgres.clock().advance(Duration.ofDays(3));

        assertThat(partitions.dropEmpty()).isEmpty();

        assertThat(kept()).isZero();
    }

    @Test
    void a_long_recording_moves_in_several_steps_that_late_chunks_pass_between() throws Exception {
        Seeded pinned = seed.recording(project, new DistinctId("pinned"), OLD, day, 1_300);
        Seeded done = seed.recording(project, new DistinctId("done"), OLD, day, 1);
        large(done.key());
        removed(done.key());
        recordings.pin(pinned.key(), Optional.empty());
        postgres.clock().advance(Duration.ofDays(3));
        partitions.makeAhead(1);

        List<ChunkId> expected = new ArrayList<>(pinned.chunks());
        CompletableFuture<List<Dropped>> drop = CompletableFuture.supplyAsync(partitions::dropEmpty);
        do {
            expected.add(seed.lateChunk(pinned.key(), day.plusDays(3), "{}"));
            assertThat(ids(pinned.key())).as("whole while it moves").isEqualTo(expected);
        } while (!drop.isDone());

        assertThat(drop.get(20, TimeUnit.SECONDS)).extracting(Dropped::day).containsExactly(day);
        assertThat(ids(pinned.key())).isEqualTo(expected);
        assertThat(kept()).isGreaterThanOrEqualTo(1_300);
    }

    /** Fills a recording up to a size that the table's own pages do not hide. */
    private static void large(RecordingKey key) {
        postgres.database().with("fill a chunk", handle -> handle.createUpdate(
                        "update chunk set data = decode(repeat('ab', 1000000), 'hex') where recording = :key")
                .bind("key", key.value())
                .execute());
    }

    private List<ChunkId> ids(RecordingKey key) {
        List<ChunkId> ids = new ArrayList<>();
        ChunkId after = ChunkId.NONE;
        for (List<Chunk> page = recordings.chunks(key, after, 1_000);
                !page.isEmpty();
                page = recordings.chunks(key, after, 1_000)) {
            page.forEach(chunk -> ids.add(chunk.info().id()));
            after = ids.get(ids.size() - 1);
        }
        return ids;
    }

    private long kept() {
        return postgres.database().with("count", handle -> handle.createQuery(
                        "select count(*) from chunk_kept k"
                                + " join recording r on r.key = k.recording where k.id > r.removed_through and r.project_id = :project")
                .bind("project", project.value())
                .mapTo(long.class)
                .one());
    }

    private static void removed(RecordingKey key) {
        postgres.database().with("remove", handle -> handle.createUpdate("""
                        update recording set archived_through = last_chunk, removed_through = last_chunk, live_from = null,
                          live_to = null where key = :key
                        """)
                .bind("key", key.value())
                .execute());
    }
}
