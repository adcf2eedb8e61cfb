package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Links are taken back only while the database still holds what they stand for. */
final class RelinkingIT extends ArchiveSpecs {
    @Test
    void a_link_taken_back_leaves_the_recording_as_before_it_was_archived() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        Recording before = recordings.find(seeded.key()).orElseThrow();
        ArchivePart part = link(seeded);

        assertThat(links.unlink(part, lease)).isTrue();

        assertThat(recordings.find(seeded.key())).contains(before);
        assertThat(links.parts(seeded.key())).isEmpty();
        assertThat(links.unlink(part, lease)).as("taken back already").isFalse();
        assertThat(link(seeded)).isEqualTo(part);
    }

    @Test
    void only_the_last_part_can_be_taken_back() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        ArchivePart first = link(seeded);
        ChunkId late = seed.lateChunk(seeded.key(), today(), "{\"late\":1}");
        ArchivePart second = link(seeded.key(), 2, List.of(late));

        assertThat(links.unlink(first, lease)).isFalse();
        assertThat(links.unlink(second, lease)).isTrue();

        Recording recording = recordings.find(seeded.key()).orElseThrow();
        assertThat(recording.state()).isEqualTo(Recording.State.ARCHIVED);
        assertThat(recording.archivedThrough()).isEqualTo(seeded.last());
        assertThat(recording.liveBytes()).isPositive();
        assertThat(links.unlink(first, lease)).isTrue();
    }

    @Test
    void a_link_stays_once_its_chunks_have_left_the_database() {
        Seeded removed = seed.recording(project, "ada", OLD, 2);
        ArchivePart part = link(removed);
        remove(removed.key(), removed.last());
        Seeded holed = seed.recording(project, "bob", OLD, 2);
        ArchivePart other = link(holed);
        postgres.database().with("lose a chunk", handle -> handle.createUpdate("delete from chunk where id = :id")
                .bind("id", holed.last().value())
                .execute());

        assertThat(links.unlink(part, lease)).isFalse();
        assertThat(links.unlink(other, lease)).isFalse();

        assertThat(links.parts(removed.key())).containsExactly(part);
        assertThat(links.parts(holed.key())).containsExactly(other);
    }

    @Test
    void an_open_intent_takes_its_place() {
        ArchiveIntent intent = intent(seed.recording(project, "ada", OLD, 1));

        assertThat(links.taken(List.of(intent.url()))).isEmpty();
        assertThat(links.intend(List.of(intent), lease)).hasSize(1);

        assertThat(links.taken(List.of(intent.url()))).containsExactly(intent.url());
    }

    @Test
    void a_link_moves_to_where_nothing_else_lies() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        ArchivePart part = link(seeded);
        Seeded other = seed.recording(project, "bob", OLD, 1);
        ArchivePart taken = link(other);
        String there = part.url() + "-moved";

        assertThat(links.move(part, taken.url(), lease)).isFalse();
        assertThat(links.move(part, there, lease)).isTrue();

        assertThat(links.findByUrl(there)).map(ArchivePart::sha256).contains(part.sha256());
        assertThat(links.taken(List.of(part.url(), there, taken.url()))).containsExactlyInAnyOrder(there, taken.url());
    }
}
