package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

final class PgRecordingsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant CUTOFF = Instant.parse("2026-02-01T00:00:00Z");

    private final Seed seed = new Seed(postgres);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = of(project);

    @BeforeEach
    void a_project_of_its_own() {
        project = seed.project("test");
        recordings = of(project);
    }

    private static PgRecordings of(ProjectId project) {
        return new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "a\u0000b",
                "\ud83c",
                "\udf89\ud83c",
                "🎉",
                "مرحبا \u202e بالعالم",
                "../../x",
                "I\u0307ıİ",
                "' or 1=1 --"
            })
    void finds_a_recording_by_its_name_whatever_the_distinct_id(String distinctId) {
        Seeded seeded = seed.recording(project, distinctId, OLD, 1);

        Optional<Recording> found = recordings.find(new RecordingName(seeded.distinctId(), OLD));

        assertThat(found).hasValueSatisfying(recording -> {
            assertThat(recording.key()).isEqualTo(seeded.key());
            assertThat(recording.name().distinctId().value()).isEqualTo(distinctId);
            assertThat(recording.name().timestamp()).isEqualTo(OLD);
        });
    }

    @Test
    void keeps_distinct_ids_of_a_thousand_code_points_apart() {
        Seeded one = seed.recording(project, "🎉".repeat(1_000), OLD, 1);
        Seeded other = seed.recording(project, "🎉".repeat(999) + "🎊", OLD, 1);

        assertThat(recordings
                        .find(new RecordingName(one.distinctId(), OLD))
                        .orElseThrow()
                        .key())
                .isEqualTo(one.key());
        assertThat(recordings
                        .find(new RecordingName(other.distinctId(), OLD))
                        .orElseThrow()
                        .key())
                .isEqualTo(other.key());
    }

    @Test
    void shows_another_project_nothing() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        PgRecordings others = of(seed.project("other"));

        assertThat(others.find(seeded.key())).isEmpty();
        assertThat(others.list(RecordingQuery.newest(10))).isEmpty();
        assertThat(others.due(CUTOFF, RecordingKey.NONE, 10)).isEmpty();
        assertThat(others.chunks(seeded.key(), ChunkId.NONE, 1_000)).isEmpty();
        assertThat(others.chunkInfos(seeded.key(), ChunkId.NONE, 10)).isEmpty();
        assertThat(others.liveChunks(List.of(recordings.find(seeded.key()).orElseThrow())))
                .isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> others.pin(seeded.key(), Optional.empty()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.MISSING));
    }

    @Test
    void lists_newest_first_page_by_page() {
        for (int day = 0; day < 5; day++) {
            seed.recording(project, "ada", OLD.plus(Duration.ofDays(day)), 1);
        }
        List<Recording> all = recordings.list(RecordingQuery.newest(10));

        List<Recording> first = recordings.list(RecordingQuery.newest(2));
        List<Recording> second = recordings.list(query(Optional.of(first.get(1).key()), 2));

        assertThat(all).hasSize(5).isSortedAccordingTo((a, b) -> b.start().compareTo(a.start()));
        assertThat(first).isEqualTo(all.subList(0, 2));
        assertThat(second).isEqualTo(all.subList(2, 4));
    }

    @Test
    void filters_the_list_by_each_property() {
        Seeded ada = seed.recording(project, "ada", OLD, 1);
        Seeded bob = seed.recording(project, "bob", OLD.plusSeconds(60), 1);
        String session = recordings.find(bob.key()).orElseThrow().sessionId();

        assertThat(keys(new RecordingQuery(Optional.of(ada.distinctId()), none(), none(), none(), none(), none(), 10)))
                .containsExactly(ada.key());
        assertThat(keys(new RecordingQuery(none(), Optional.of(session), none(), none(), none(), none(), 10)))
                .containsExactly(bob.key());
        assertThat(keys(new RecordingQuery(
                        none(), none(), Optional.of(Recording.State.ARCHIVED), none(), none(), none(), 10)))
                .isEmpty();
        assertThat(keys(new RecordingQuery(
                        none(), none(), none(), Optional.of(OLD.plusSeconds(1)), none(), none(), 10)))
                .containsExactly(bob.key());
        assertThat(keys(new RecordingQuery(
                        none(), none(), none(), none(), Optional.of(OLD.plusSeconds(1)), none(), 10)))
                .containsExactly(ada.key());
    }

    @Test
    void pages_through_what_is_due_in_key_order() {
        Seeded one = seed.recording(project, "a", OLD, 1);
        Seeded two = seed.recording(project, "b", OLD, 1);
        seed.recording(project, "fresh", CUTOFF, 1);
        Seeded three = seed.recording(project, "c", OLD, 1);

        List<Recording> first = recordings.due(CUTOFF, RecordingKey.NONE, 2);
        List<Recording> second = recordings.due(CUTOFF, first.get(1).key(), 2);

        assertThat(first).extracting(Recording::key).containsExactly(one.key(), two.key());
        assertThat(second).extracting(Recording::key).containsExactly(three.key());
        assertThat(recordings.dueTotals(CUTOFF).recordings()).isEqualTo(3);
        assertThat(recordings.dueTotals(CUTOFF).storedBytes())
                .isEqualTo(first.stream().mapToLong(Recording::liveBytes).sum()
                        + second.get(0).liveBytes());
    }

    @Test
    void spares_pinned_and_quarantined_recordings_until_that_ends() {
        Seeded pinned = seed.recording(project, "pinned", OLD, 1);
        Seeded sick = seed.recording(project, "sick", OLD, 1);
        Seeded past = seed.recording(project, "past", OLD, 1);
        recordings.pin(pinned.key(), Optional.empty());
        recordings.quarantine(sick.key(), "its bytes have rotted\u0000");
        recordings.pin(past.key(), Optional.of(postgres.clock().instant().minusSeconds(1)));

        assertThat(recordings.due(CUTOFF, RecordingKey.NONE, 10))
                .extracting(Recording::key)
                .containsExactly(past.key());
        assertThat(recordings.find(pinned.key()).orElseThrow().pinned()).isTrue();
        assertThat(recordings.find(past.key()).orElseThrow().pinned()).isFalse();

        recordings.unpin(pinned.key());
        recordings.release(sick.key());

        assertThat(recordings.due(CUTOFF, RecordingKey.NONE, 10)).hasSize(3);
    }

    @Test
    void reads_the_live_chunks_of_a_batch_in_order_across_days() throws DataFormatException {
        Seeded one = seed.recording(project, "a", OLD, 3);
        Seeded two = seed.recording(project, "b", OLD, 2);
        ChunkId late = seed.lateChunk(one.key(), today().plusDays(1), "{\"late\":true}");

        List<Chunk> chunks = recordings.liveChunks(recordings.due(OLD.plusSeconds(1), RecordingKey.NONE, 10));

        assertThat(chunks)
                .extracting(chunk -> chunk.info().id())
                .containsExactly(
                        one.chunks().get(0),
                        one.chunks().get(1),
                        one.chunks().get(2),
                        late,
                        two.chunks().get(0),
                        two.chunks().get(1));
        ChunkInfo info = chunks.get(3).info();
        assertThat(new String(
                        ChunkCodec.decode(chunks.get(3).data(), info.length(), info.crc32()), StandardCharsets.UTF_8))
                .isEqualTo("{\"late\":true}");
        assertThat(info.eventIds()).containsExactly("00000000000000000000000000000000");
        assertThat(info.fullSnapshots()).singleElement().satisfies(full -> {
            assertThat(full.offset()).isZero();
            assertThat(full.at()).isEqualTo(info.start());
        });
    }

    @Test
    void leaves_out_chunks_that_came_after_the_batch_was_chosen() {
        Seeded seeded = seed.recording(project, "a", OLD, 1);
        List<Recording> chosen = recordings.due(CUTOFF, RecordingKey.NONE, 10);
        seed.lateChunk(seeded.key(), today(), "{}");

        assertThat(recordings.liveChunks(chosen))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(seeded.last());
    }

    @Test
    void names_the_chunk_whose_bytes_have_rotted() {
        Seeded seeded = seed.recording(project, "a", OLD, 2);
        postgres.database().with("rot", handle -> handle.createUpdate(
                        "update chunk set data = set_byte(data, 0, get_byte(data, 0) # 1) where id = :id")
                .bind("id", seeded.last().value())
                .execute());

        assertThatExceptionOfType(CorruptChunkException.class)
                .isThrownBy(() -> recordings.liveChunks(recordings.due(CUTOFF, RecordingKey.NONE, 10)))
                .satisfies(e -> {
                    assertThat(e.recording()).isEqualTo(seeded.key());
                    assertThat(e.chunk()).isEqualTo(seeded.last());
                });
    }

    @Test
    void pages_by_bytes_but_always_gives_one() {
        Seeded seeded = seed.recording(project, "a", OLD, 5);
        int bytes = recordings.chunkInfos(seeded.key(), ChunkId.NONE, 1).get(0).bytes();

        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1)).hasSize(1);
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 2L * bytes)).hasSize(2);
        assertThat(recordings.chunks(seeded.key(), seeded.chunks().get(2), 1_000_000))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(seeded.chunks().get(3), seeded.chunks().get(4));
        assertThat(recordings.chunks(seeded.key(), seeded.last(), 1_000_000)).isEmpty();
        assertThat(recordings.chunkInfos(seeded.key(), seeded.chunks().get(0), 2))
                .extracting(ChunkInfo::id)
                .containsExactly(seeded.chunks().get(1), seeded.chunks().get(2));
    }

    @Test
    void announces_retention_for_the_whole_project() {
        recordings.announceRetention(Optional.of(Duration.ofDays(7)));
        Projects projects = new Projects(postgres.database());
        assertThat(projects.find(project).orElseThrow().retention()).contains(Duration.ofDays(7));

        recordings.announceRetention(Optional.empty());
        assertThat(projects.find(project).orElseThrow().retention()).isEmpty();
    }

    private static LocalDate today() {
        return new DayPartitions(postgres.database(), postgres.clock()).today();
    }

    private List<RecordingKey> keys(RecordingQuery query) {
        return recordings.list(query).stream().map(Recording::key).toList();
    }

    private static RecordingQuery query(Optional<RecordingKey> before, int limit) {
        return new RecordingQuery(none(), none(), none(), none(), none(), before, limit);
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }
}
