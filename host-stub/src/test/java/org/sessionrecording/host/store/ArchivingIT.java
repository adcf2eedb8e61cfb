package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Intent, link, removal: what the host holds whatever the archiving side does. */
final class ArchivingIT extends ArchiveSpecs {
    @Test
    void takes_a_recording_from_intent_over_link_to_removal() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);

        assertThat(links.intend(List.of(intent(seeded)), lease)).containsExactly(seeded.key());
        assertThat(links.openIntents(RecordingKey.NONE, 10)).singleElement().satisfies(open -> {
            assertThat(open.chunks()).isEqualTo(seeded.chunks());
            assertThat(open.head()).containsExactly(1, 2);
            assertThat(open.tail()).containsExactly(3);
            assertThat(open.uploadId()).isEmpty();
        });

        assertThat(links.link(List.of(part(intent(seeded))), lease)).containsExactly(seeded.key());
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
        Recording linked = recordings.find(seeded.key()).orElseThrow();
        assertThat(linked.state()).isEqualTo(Recording.State.ARCHIVED);
        assertThat(linked.archivedThrough()).isEqualTo(seeded.last());
        assertThat(linked.removedThrough()).isEqualTo(ChunkId.NONE);
        assertThat(linked.liveBytes()).isZero();
        assertThat(linked.parts()).isOne();
        assertThat(recordings.liveChunks(List.of(linked))).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(3);

        assertThat(remove(seeded.key(), seeded.last())).containsExactly(seeded.key());
        assertThat(recordings.find(seeded.key()).orElseThrow().removedThrough()).isEqualTo(seeded.last());
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).isEmpty();
        assertThat(recordings.due(OLD.plusSeconds(1), RecordingKey.NONE, 10)).isEmpty();
        assertThat(links.parts(seeded.key())).containsExactly(part(intent(seeded)));
        assertThat(links.findByUrl(part(intent(seeded)).url())).contains(part(intent(seeded)));
    }

    @Test
    void links_a_late_chunk_as_a_further_part() {
        Seeded seeded = archived("ada");
        ChunkId late = seed.lateChunk(seeded.key(), today(), "{\"late\":1}");
        assertThat(recordings.find(seeded.key()).orElseThrow().liveBytes()).isPositive();

        link(seeded.key(), 2, List.of(late));

        Recording recording = recordings.find(seeded.key()).orElseThrow();
        assertThat(recording.parts()).isEqualTo(2);
        assertThat(recording.archivedThrough()).isEqualTo(late);
        assertThat(links.parts(seeded.key())).extracting(ArchivePart::part).containsExactly(1, 2);
    }

    @Test
    void keeps_a_late_chunk_that_came_between_link_and_removal() {
        Seeded seeded = archived("ada");
        ChunkId late = seed.lateChunk(seeded.key(), today().plusDays(1), "{\"late\":1}");

        assertThat(remove(seeded.key(), seeded.last())).containsExactly(seeded.key());

        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(late);
        assertThat(liveDays(seeded.key())).isEqualTo(today().plusDays(1) + " " + today().plusDays(1));
        assertThat(recordings.find(seeded.key()).orElseThrow().liveBytes()).isPositive();
    }

    @Test
    void removes_only_what_a_committed_part_ends_with() {
        Seeded live = seed.recording(project, "live", OLD, 2);
        Seeded intended = seed.recording(project, "intended", OLD, 2);
        links.intend(List.of(intent(intended)), lease);
        Seeded archived = archived("archived");

        assertThat(remove(live.key(), live.last())).isEmpty();
        assertThat(remove(intended.key(), intended.last())).isEmpty();
        assertThat(remove(archived.key(), archived.chunks().get(0))).isEmpty();
        assertThat(recordings.chunks(archived.key(), ChunkId.NONE, 1_000_000)).hasSize(2);

        assertThat(remove(archived.key(), archived.last())).containsExactly(archived.key());
        assertThat(remove(archived.key(), archived.last())).containsExactly(archived.key());
    }

    @Test
    void spares_what_was_pinned_after_it_was_linked() {
        Seeded seeded = archived("ada");
        recordings.pin(seeded.key(), Optional.empty());

        assertThat(remove(seeded.key(), seeded.last())).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
    }

    @Test
    void scans_parts_by_whole_recordings() {
        Seeded one = archived("a");
        ChunkId late = seed.lateChunk(one.key(), today(), "{}");
        link(one.key(), 2, List.of(late));
        Seeded two = archived("b");

        List<ArchivePart> first = links.scan(RecordingKey.NONE, 1);
        List<ArchivePart> rest = links.scan(one.key(), 10);

        assertThat(first).extracting(ArchivePart::part).containsExactly(1, 2);
        assertThat(rest).extracting(ArchivePart::recording).containsExactly(two.key());
    }

    private Seeded archived(String distinctId) {
        Seeded seeded = seed.recording(project, distinctId, OLD, 2);
        link(seeded);
        return seeded;
    }
}
