package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;

/** Whole runs against a real S3 server. */
class RetentionIT extends RetentionHarness {
    @Test
    void archives_verifies_links_and_removes_what_is_due() throws Exception {
        addOld(20);
        catalog.add("recent", clock.instant().minus(Duration.ofDays(6)), 2);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(20);
        assertThat(lastRun.figures()).containsEntry("due", 20L).containsEntry("archived", 20L);
        assertThat(lastRun.figures()).containsEntry("removed", 20L).containsEntry("failed", 0L);
        long freed = keys().stream()
                .flatMap(key -> catalog.everStored(key).stream())
                .mapToLong(chunk -> chunk.data().length)
                .sum();
        assertThat(lastRun.figures()).containsEntry("bytes_freed", freed);
        assertThat(catalog.inDatabase(new RecordingKey(21))).hasSize(2);
    }

    @Test
    void streams_a_recording_that_is_larger_than_a_batch() throws Exception {
        catalog.add("large", old(), 60);

        run(new RunLimits(1_000, 4, 3), false);

        requireConverged(1);
    }

    @Test
    void a_second_run_changes_nothing() throws Exception {
        addOld(5);
        run();
        List<ArchivePart> before = catalog.scan(RecordingKey.NONE, 100);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(catalog.scan(RecordingKey.NONE, 100)).isEqualTo(before);
        assertThat(lastRun.figures()).containsEntry("due", 0L);
    }

    @Test
    void late_chunks_become_a_further_part() throws Exception {
        RecordingKey key = catalog.add("late", old(), 2);
        run();
        catalog.append(key, old().plusSeconds(60));

        run();

        requireConverged(1);
        assertThat(catalog.parts(key)).extracting(ArchivePart::part).containsExactly(1, 2);
        assertThat(catalog.parts(key).get(1).url()).endsWith(".2.json");
    }

    @Test
    void a_chunk_that_arrives_while_its_recording_is_archived_stays_in_the_database() {
        RecordingKey key = catalog.add("visitor", old(), 1);
        failPoints.set(step -> {
            if (step == FailPoints.Step.STORED) {
                catalog.append(key, old().plusSeconds(1));
            }
        });

        run();

        assertThat(catalog.inDatabase(key)).hasSize(1);
        assertThat(catalog.parts(key).get(0).chunkCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPEN_FOUND", "OPEN_SETTLED", "UPLOAD_BEGUN", "UPLOAD_NOTED", "PART_SENT"})
    void a_run_that_died_after_any_step_is_taken_up_by_the_next(FailPoints.Step died) throws Exception {
        addOld(11);
        dieAfter(died);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(11);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN_FOUND", "OPEN_SETTLED"})
    void a_run_that_died_while_it_settled_an_earlier_one_is_taken_up_by_the_next(FailPoints.Step died)
            throws Exception {
        addOld(11);
        dieAfter(FailPoints.Step.INTENDED);
        dieAfter(died);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(11);
    }

    @Test
    void an_intent_whose_chunks_the_database_no_longer_holds_is_withdrawn_and_what_it_holds_is_archived()
            throws Exception {
        RecordingKey key = catalog.add("visitor", old(), 3);
        dieAfter(FailPoints.Step.INTENDED);
        catalog.forgetLastChunk(key);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(1);
    }

    @Test
    void an_object_of_chunks_that_the_database_no_longer_holds_is_left_to_somebody() throws Exception {
        RecordingKey key = catalog.add("visitor", old(), 3);
        dieAfter(FailPoints.Step.VERIFIED);
        catalog.forgetLastChunk(key);

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        assertThat(lastRun.figures()).containsEntry("failed", 1L).containsEntry("removed", 0L);
        assertThat(catalog.inDatabase(key)).hasSize(2);
        assertThat(catalog.openIntents(RecordingKey.NONE, 10)).hasSize(1);
        assertThat(objects()).hasSize(1);
    }

    @Test
    void an_object_of_other_bytes_at_the_key_is_left_alone_and_its_recording_set_aside() throws Exception {
        RecordingKey key = catalog.add("visitor", old(), 1);
        catalog.add("another", old(), 1);
        run(new RunLimits(1_000, 4, 3), true);
        Path place = s3.file(prefix + "/session_recording/v1/"
                + catalog.find(key).orElseThrow().name().path() + ".json");
        Files.createDirectories(place.getParent());
        Files.writeString(place, "somebody else's");

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        assertThat(place).hasContent("somebody else's");
        assertThat(catalog.inDatabase(key)).hasSize(1);
        assertThat(catalog.quarantineOf(key)).get().asString().contains("another object");
        assertThat(keys()).containsExactly(new RecordingKey(2));
    }

    @Test
    void a_recording_whose_chunks_rotted_is_set_aside_and_the_others_go_on() throws Exception {
        addOld(5);
        catalog.rot(new RecordingKey(3));

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        assertThat(keys()).hasSize(4).doesNotContain(new RecordingKey(3));
        assertThat(catalog.quarantineOf(new RecordingKey(3))).isPresent();
        assertThat(lastRun.figures()).containsEntry("failed", 1L).containsEntry("archived", 4L);
    }

    @Test
    void a_run_that_lost_its_lease_removes_nothing() {
        addOld(3);
        failPoints.set(step -> {
            if (step == FailPoints.Step.LINKED) {
                catalog.takeOver();
            }
        });

        assertThatThrownBy(this::run).isInstanceOf(LeaseLostException.class);

        assertThat(catalog.inDatabase(new RecordingKey(1))).hasSize(1);
    }

    @Test
    void a_recording_pinned_while_it_is_archived_is_not_removed() {
        addOld(3);
        failPoints.set(step -> {
            if (step == FailPoints.Step.LINKED) {
                catalog.pin(new RecordingKey(2), Optional.empty());
            }
        });

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(catalog.inDatabase(new RecordingKey(2))).hasSize(2);
        assertThat(lastRun.figures()).containsEntry("archived", 3L).containsEntry("removed", 2L);
    }

    @Test
    void stops_between_batches_when_cancelled() throws Exception {
        addOld(9);
        failPoints.set(step -> {
            if (step == FailPoints.Step.REMOVED) {
                lastRun.cancel();
            }
        });

        assertThatThrownBy(this::run).isInstanceOf(CancelledException.class);

        assertThat(keys()).isNotEmpty().hasSizeLessThan(9);
        assertThat(catalog.openIntents(RecordingKey.NONE, 10)).isEmpty();
    }

    @Test
    void an_archive_that_is_down_fails_the_run_and_removes_nothing() throws Exception {
        addOld(3);
        run();
        RecordingKey key = catalog.add("later", old(), 1);
        project.with("s3_secret_key", "wrong");

        assertThatThrownBy(this::run)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("s3_secret_key");

        assertThat(catalog.inDatabase(key)).hasSize(1);
    }

    @Test
    void another_installations_prefix_is_refused() {
        addOld(1);
        run();
        RetentionTask other =
                new RetentionTask(new Archive(clients, UUID.randomUUID(), clock), new TestWorkers(), clock, OPERATOR);
        RecordingKey key = catalog.add("later", old(), 1);

        assertThatThrownBy(() -> other.run(new TestRun(project, false)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("belongs to project 1 of installation " + INSTALLATION);

        assertThat(catalog.inDatabase(key)).hasSize(1);
    }

    @Test
    void a_dry_run_counts_and_changes_nothing() throws Exception {
        addOld(3);

        Outcome outcome = run(RunLimits.of(OPERATOR), true);

        assertThat(outcome.message()).startsWith("Would archive 3 recordings");
        assertThat(lastRun.figures()).containsEntry("due", 3L).containsKey("bytes_due");
        assertThat(keys()).isEmpty();
        assertThat(s3.keys(prefix)).isEmpty();
    }

    @Test
    void without_an_archive_nothing_is_removed_and_the_run_says_so() {
        project.with("s3_url", "");
        addOld(2);

        assertThat(run().message()).contains("No archive is set").contains("2 recordings");

        assertThat(catalog.inDatabase(new RecordingKey(1))).hasSize(1);
    }

    @Test
    void configured_but_unusable_is_not_the_same_as_no_archive() {
        project.with("s3_access_key", "").with("s3_secret_key", "");
        addOld(1);

        assertThatThrownBy(this::run).isInstanceOf(ApiException.class).hasMessageContaining("no credentials");
    }

    @Test
    void hostile_distinct_ids_have_keys_of_their_own() throws Exception {
        List<String> hostile = List.of(
                "../../x",
                "..%2f",
                "/abs",
                ".",
                "..",
                "x".repeat(1_000),
                "\u202Ertl",
                "e\u0301",
                "\u00e9",
                "a",
                "A",
                "CON",
                "cr\r\nlf",
                "?#&+ %",
                "\ud83c",
                "nul\u0000");
        hostile.forEach(id -> catalog.add(id, old(), 1));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(hostile.size());
        assertThat(objects())
                .hasSize(hostile.size())
                .allMatch(key -> key.startsWith(prefix + "/session_recording/v1/"));
    }
}
