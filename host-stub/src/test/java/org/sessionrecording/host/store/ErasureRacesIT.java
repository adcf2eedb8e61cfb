package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Erasure beats whatever else is being done to the same recording at that moment. */
final class ErasureRacesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Seed seed = new Seed(postgres);
    private ProjectId project = new ProjectId(1);
    private Lease lease = new Lease(0, 0);
    private PgRecordings recordings;
    private PgArchiveLinks links;
    private Erasures erasures;

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        lease = new Runs(postgres).begin(project, Duration.ofMinutes(5));
        recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
        erasures = new Erasures(postgres.database(), postgres.clock());
    }

    private ErasureRow erase(Seeded seeded) {
        return erasures.erase(project, new ErasureScope.One(seeded.key(), false), "admin", List.of(), gone -> {});
    }

    private static ArchiveIntent intent(Seeded seeded) {
        return new ArchiveIntent(
                seeded.key(), "test.s", 1, url(seeded), seeded.chunks(), new byte[1], new byte[1], Optional.of("u1"));
    }

    private static String url(Seeded seeded) {
        return "s3://b/session_recording/v1/" + seeded.key();
    }

    private ArchivePart part(Seeded seeded) {
        return new ArchivePart(
                seeded.key(),
                "test.s",
                1,
                url(seeded),
                9,
                "ab".repeat(32),
                5,
                seeded.chunks().get(0),
                seeded.last(),
                seeded.chunks().size(),
                postgres.clock().instant());
    }

    private long count(String sql) {
        return postgres.database().with("count", handle -> handle.createQuery(sql)
                .mapTo(long.class)
                .one());
    }

    private void assertNothingLeft(Seeded seeded) {
        assertThat(recordings.find(seeded.key())).isEmpty();
        assertThat(count("select count(*) from chunk where recording = " + seeded.key()))
                .isZero();
        assertThat(count("select count(*) from archive_part where recording = " + seeded.key()))
                .isZero();
        assertThat(count("select count(*) from archive_intent where recording = " + seeded.key()))
                .isZero();
    }

    @Test
    void an_archive_run_that_was_sending_it_links_nothing_and_its_object_is_named_for_deletion() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        assertThat(links.intend(List.of(intent(seeded)), lease)).containsExactly(seeded.key());

        ErasureRow row = erase(seeded);

        assertThat(links.link(List.of(part(seeded)), lease)).isEmpty();
        assertThat(links.intend(List.of(intent(seeded)), lease)).isEmpty();
        assertThat(recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), lease))
                .isEmpty();
        assertNothingLeft(seeded);
        assertThat(new ErasureItems(postgres.database(), postgres.clock()).open(row))
                .filteredOn(item -> item.url().isPresent())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.url()).contains(url(seeded));
                    assertThat(item.uploadId()).contains("u1");
                    assertThat(item.runs().orElseThrow()).contains(lease.run());
                });
    }

    @Test
    void whoever_comes_later_finds_nothing_to_pin_restore_or_play() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        List<Chunk> chunks = recordings.chunks(seeded.key(), ChunkId.NONE, 1 << 20);
        erase(seeded);

        assertThatThrownBy(() -> recordings.pin(seeded.key(), Optional.empty()))
                .isInstanceOfSatisfying(ApiException.class, missing -> assertThat(missing.kind())
                        .isEqualTo(ApiException.Kind.MISSING));
        assertThatThrownBy(() -> recordings.quarantine(seeded.key(), "late")).isInstanceOf(ApiException.class);
        assertThat(recordings.restore(seeded.key(), ChunkId.NONE, chunks, OLD, lease))
                .isFalse();
        assertThat(new ChunkReader(postgres.database(), postgres.clock(), project)
                        .chunks(seeded.key(), ChunkId.NONE, 1 << 20))
                .isEmpty();
        assertNothingLeft(seeded);
    }

    @Test
    void erasing_archiving_removing_and_restoring_at_once_leaves_nothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 40; round++) {
                Seeded seeded = seed.recording(project, "r" + round, OLD, 3);
                List<Chunk> chunks = recordings.chunks(seeded.key(), ChunkId.NONE, 1 << 20);
                CyclicBarrier together = new CyclicBarrier(3);
                List<Future<?>> all = new ArrayList<>();
                all.add(threads.submit(() -> {
                    together.await();
                    links.intend(List.of(intent(seeded)), lease);
                    links.link(List.of(part(seeded)), lease);
                    return recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), lease);
                }));
                all.add(threads.submit(() -> {
                    together.await();
                    for (int i = 0; i < 5; i++) {
                        recordings.restore(
                                seeded.key(),
                                ChunkId.NONE,
                                chunks,
                                postgres.clock().instant(),
                                lease);
                    }
                    return null;
                }));
                all.add(threads.submit(() -> {
                    together.await();
                    return erase(seeded);
                }));
                for (Future<?> one : all) {
                    one.get();
                }
                assertNothingLeft(seeded);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_person_whose_erasure_was_cut_off_goes_all_the_same() {
        for (int i = 0; i < 250; i++) {
            seed.recording(project, "cut", OLD.plusSeconds(i), 1);
        }
        ErasureScope person = new ErasureScope.Person(new DistinctId("cut"), true);
        assertThatThrownBy(() -> erasures.erase(project, person, "admin", List.of(), gone -> {
                    if (gone > 0) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThat(erasures.preview(project, person).recordings()).isEqualTo(50);

        ErasureRow row = erasures.newest(project, 1).get(0);
        Eventually.until("nobody writes", Duration.ofSeconds(20), () -> erasures.sweep(row, List.of()));

        assertThat(erasures.preview(project, person).recordings()).isZero();
        assertThat(erasures.require(row.number()).recordings()).isEqualTo(250);
    }
}
