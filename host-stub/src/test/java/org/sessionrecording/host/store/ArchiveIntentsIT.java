package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Intents name exactly what is to be archived, and links exactly what an intent named. */
final class ArchiveIntentsIT extends ArchiveSpecs {
    @Test
    void refuses_intents_that_do_not_name_exactly_the_chunks_no_part_holds() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);
        List<ChunkId> ids = seeded.chunks();

        assertThat(links.intend(List.of(intent(seeded.key(), 1, List.of(ids.get(0), ids.get(2)))), lease))
                .isEmpty();
        assertThat(links.intend(List.of(intent(seeded.key(), 1, List.of(ids.get(1), ids.get(2)))), lease))
                .isEmpty();
        assertThat(links.intend(List.of(intent(seeded.key(), 2, ids)), lease)).isEmpty();
        assertThat(links.intend(List.of(intent(seeded.key(), 1, ids.subList(0, 2))), lease))
                .hasSize(1);
        assertThat(links.intend(List.of(intent(seeded.key(), 1, ids)), lease)).isEmpty();
    }

    @Test
    void links_only_what_the_intent_named() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);
        ArchivePart part = part(intent(seeded));
        assertThat(links.link(List.of(part), lease)).isEmpty();

        links.intend(List.of(intent(seeded)), lease);
        ArchivePart shorter = part(intent(seeded.key(), 1, seeded.chunks().subList(0, 2)));
        assertThat(links.link(List.of(shorter), lease)).isEmpty();
        ArchivePart elsewhere = new ArchivePart(
                seeded.key(), part.source(), 1, "s3://other", 10, SHA, 5, part.firstChunk(), part.lastChunk(), 3, OLD);
        assertThat(links.link(List.of(elsewhere), lease)).isEmpty();

        assertThat(recordings.find(seeded.key()).orElseThrow().archivedThrough())
                .isEqualTo(ChunkId.NONE);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).hasSize(1);
    }

    @Test
    void linking_again_changes_nothing_and_another_hash_is_no_link() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        ArchivePart part = link(seeded);
        Recording before = recordings.find(seeded.key()).orElseThrow();

        assertThat(links.link(List.of(part), lease)).containsExactly(seeded.key());
        assertThat(links.link(List.of(part(intent(seeded), "cd".repeat(32))), lease))
                .isEmpty();

        assertThat(recordings.find(seeded.key()).orElseThrow()).isEqualTo(before);
        assertThat(links.parts(seeded.key())).containsExactly(part);
    }

    @Test
    void two_runs_of_intents_at_once_take_each_recording_once() throws Exception {
        List<ArchiveIntent> intents = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            intents.add(intent(seed.recording(project, "r" + i, OLD, 1)));
        }
        List<ArchiveIntent> reversed = new ArrayList<>(intents);
        Collections.reverse(reversed);
        Lease other = runs.begin(project, Duration.ofMinutes(1));

        CompletableFuture<List<RecordingKey>> one = CompletableFuture.supplyAsync(() -> links.intend(intents, lease));
        CompletableFuture<List<RecordingKey>> two = CompletableFuture.supplyAsync(() -> links.intend(reversed, other));

        List<RecordingKey> taken = new ArrayList<>(one.get(20, TimeUnit.SECONDS));
        taken.addAll(two.get(20, TimeUnit.SECONDS));
        assertThat(taken).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void notes_an_upload_and_withdraws_an_intent() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        links.intend(List.of(intent(seeded)), lease);

        links.noteUpload(seeded.key(), 1, "upload-7", lease);
        assertThat(links.openIntents(RecordingKey.NONE, 10).get(0).uploadId()).contains("upload-7");

        links.withdraw(seeded.key(), 1, lease);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
        assertThat(links.intend(List.of(intent(seeded)), lease)).hasSize(1);
    }
}
