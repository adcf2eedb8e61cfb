package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.store.ChunkReader.Page;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

final class ChunkReaderIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Seed seed = new Seed(postgres);
    private final ProjectId project = seed.project("test");
    private final ChunkReader reader = new ChunkReader(postgres.database(), postgres.clock(), project);

    @Test
    void pages_to_the_end() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);

        Page<Chunk> first = page(seeded.key(), ChunkId.NONE, 1);
        Page<Chunk> rest = page(seeded.key(), seeded.chunks().get(0), 1_000_000);
        Page<Chunk> end = page(seeded.key(), seeded.last(), 1_000_000);

        assertThat(ids(first)).containsExactly(seeded.chunks().get(0).value());
        assertThat(first.recording().key()).isEqualTo(seeded.key());
        assertThat(ids(rest))
                .containsExactly(seeded.chunks().get(1).value(), seeded.last().value());
        assertThat(rest.archived()).isFalse();
        assertThat(end.last()).isTrue();
        assertThat(end.recording().key()).isEqualTo(seeded.key());
    }

    @Test
    void sends_the_reader_to_the_part_for_what_was_removed_between_two_pages() {
        Seeded seeded = seed.recording(project, "ada", OLD, 4);
        ChunkId second = seeded.chunks().get(1);
        ChunkId third = seeded.chunks().get(2);
        page(seeded.key(), ChunkId.NONE, 1);

        removeThrough(seeded.key(), third);

        Page<Chunk> next = page(seeded.key(), second, 1_000_000);
        assertThat(next.archived()).isTrue();
        assertThat(next.chunks()).isEmpty();
        assertThat(next.last()).isFalse();
        Page<Chunk> afterThePart = page(seeded.key(), third, 1_000_000);
        assertThat(afterThePart.archived()).isFalse();
        assertThat(ids(afterThePart)).containsExactly(seeded.last().value());
        assertThat(reader.find(seeded.key(), second)).isEmpty();
        assertThat(reader.find(seeded.key(), seeded.last())).isPresent();
    }

    @Test
    void lists_without_bytes() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);

        Page<ChunkInfo> page = reader.infos(seeded.key(), ChunkId.NONE, 2).orElseThrow();

        assertThat(page.chunks())
                .extracting(ChunkInfo::id)
                .isEqualTo(seeded.chunks().subList(0, 2));
    }

    @Test
    void knows_nothing_of_other_projects_and_of_recordings_that_are_not_there() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        ChunkReader others = new ChunkReader(postgres.database(), postgres.clock(), seed.project("other"));

        assertThat(others.chunks(seeded.key(), ChunkId.NONE, 1_000)).isEmpty();
        assertThat(others.find(seeded.key(), seeded.last())).isEmpty();
        assertThat(reader.chunks(new RecordingKey(999_999), ChunkId.NONE, 1_000))
                .isEmpty();
    }

    private Page<Chunk> page(RecordingKey key, ChunkId after, long maxBytes) {
        return reader.chunks(key, after, maxBytes).orElseThrow();
    }

    private static long[] ids(Page<Chunk> page) {
        return page.chunks().stream()
                .mapToLong(chunk -> chunk.info().id().value())
                .toArray();
    }

    private static void removeThrough(RecordingKey key, ChunkId through) {
        postgres.database().with("remove", handle -> handle.createUpdate(
                        "update recording set archived_through = :through, removed_through = :through where key = :key")
                .bind("through", through.value())
                .bind("key", key.value())
                .execute());
    }
}
