package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Late chunks that repeat what parts hold leave no trace in their recording. */
final class RepeatsIT extends ArchiveSpecs {
    private final LocalDate today = today();

    @Test
    void a_recording_whose_late_chunks_all_go_is_as_right_after_it_was_archived() {
        Seeded seeded = archived();
        Recording before = recordings.find(seeded.key()).orElseThrow();
        ChunkId one = seed.lateChunk(seeded.key(), today, "{\"late\":1}");
        ChunkId other = seed.lateChunk(seeded.key(), today.plusDays(1), "{\"late\":2}");

        assertThat(recordings.dropRepeats(seeded.key(), List.of(one, other), lease))
                .isEqualTo(2);

        assertThat(recordings.find(seeded.key())).contains(before);
        assertThat(liveDays(seeded.key())).isEmpty();
        assertThat(recordings.dropRepeats(seeded.key(), List.of(one, other), lease))
                .as("again")
                .isZero();
    }

    @Test
    void what_is_no_repeat_stays_and_is_the_last_chunk() {
        Seeded seeded = archived();
        ChunkId fresh = seed.lateChunk(seeded.key(), today, "{\"late\":1}");
        Recording before = recordings.find(seeded.key()).orElseThrow();
        ChunkId repeat = seed.lateChunk(seeded.key(), today.plusDays(1), "{\"late\":2}");

        assertThat(recordings.dropRepeats(seeded.key(), List.of(repeat), lease)).isOne();

        assertThat(recordings.find(seeded.key())).contains(before);
        assertThat(before.lastChunk()).isEqualTo(fresh);
        assertThat(liveDays(seeded.key())).isEqualTo(today + " " + today);
        assertThat(recordings.liveChunks(List.of(before))).hasSize(1);
    }

    @Test
    void a_repeat_before_what_is_new_goes_alone() {
        Seeded seeded = archived();
        ChunkId repeat = seed.lateChunk(seeded.key(), today, "{\"late\":1}");
        ChunkId fresh = seed.lateChunk(seeded.key(), today.plusDays(1), "{\"late\":2}");

        assertThat(recordings.dropRepeats(seeded.key(), List.of(repeat), lease)).isOne();

        Recording after = recordings.find(seeded.key()).orElseThrow();
        assertThat(after.lastChunk()).isEqualTo(fresh);
        assertThat(after.snapshotCount()).isEqualTo(3);
        assertThat(liveDays(seeded.key())).isEqualTo(today.plusDays(1) + " " + today.plusDays(1));
    }

    @Test
    void chunks_that_are_linked_and_not_removed_stay() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        link(seeded);
        Recording before = recordings.find(seeded.key()).orElseThrow();
        ChunkId repeat = seed.lateChunk(seeded.key(), today, "{\"late\":1}");

        assertThat(recordings.dropRepeats(seeded.key(), List.of(seeded.last(), repeat), lease))
                .isOne();

        assertThat(recordings.find(seeded.key())).contains(before);
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, Long.MAX_VALUE))
                .hasSize(2);
        assertThat(remove(seeded.key(), seeded.last())).hasSize(1);
        assertThat(liveDays(seeded.key())).isEmpty();
    }

    @Test
    void nothing_goes_without_a_part_of_a_pinned_recording_or_under_an_open_intent() {
        Seeded live = seed.recording(project, "bob", OLD, 2);
        Seeded pinned = archived();
        ChunkId late = seed.lateChunk(pinned.key(), today, "{\"late\":1}");
        recordings.pin(pinned.key(), Optional.empty());

        assertThat(recordings.dropRepeats(live.key(), live.chunks(), lease)).isZero();
        assertThat(recordings.dropRepeats(pinned.key(), List.of(late), lease)).isZero();

        recordings.unpin(pinned.key());
        assertThat(links.intend(List.of(intent(pinned.key(), 2, List.of(late))), lease))
                .hasSize(1);
        assertThat(recordings.dropRepeats(pinned.key(), List.of(late), lease)).isZero();
    }

    @Test
    void another_projects_chunks_stay_and_so_do_all_without_the_lease() {
        Seeded seeded = archived();
        ChunkId late = seed.lateChunk(seeded.key(), today, "{\"late\":1}");
        ProjectId other = seed.project("other");
        Lease theirs = runs.begin(other, Duration.ofMinutes(1));

        assertThat(recordings(other).dropRepeats(seeded.key(), List.of(late), theirs))
                .isZero();
        Lease stale = lease;
        runs.takeOver(lease);
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> recordings.dropRepeats(seeded.key(), List.of(late), stale));
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, Long.MAX_VALUE))
                .hasSize(1);
    }

    private Seeded archived() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        link(seeded);
        remove(seeded.key(), seeded.last());
        return seeded;
    }
}
