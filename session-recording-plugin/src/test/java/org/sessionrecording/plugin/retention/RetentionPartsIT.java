package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.s3faults.Requests.abortUpload;
import static org.sessionrecording.s3faults.Requests.beginUpload;
import static org.sessionrecording.s3faults.Requests.completeUpload;
import static org.sessionrecording.s3faults.Requests.put;
import static org.sessionrecording.s3faults.Requests.sendPart;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.settings.PartSizes;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.plugin.testing.Samples;
import org.sessionrecording.s3faults.Faults;

/** Runs whose objects are sent in parts: all of them, since the threshold is low. */
class RetentionPartsIT extends RetentionHarness {
    private static final String OBJECTS = "/v1/";

    /** As small as servers allow. */
    private static final long SMALLEST = 5 << 20;

    @BeforeEach
    void sendInParts() {
        throughFaults();
        partSizes = new PartSizes(1, SMALLEST);
    }

    /** Each of two parts. */
    private void addLarge(int recordings) {
        for (int i = 0; i < recordings; i++) {
            RecordingKey key = catalog.add("visitor-" + i, old().plusMillis(i), 1);
            for (int chunk = 1; chunk <= 7; chunk++) {
                Instant at = old().plusSeconds(chunk);
                catalog.append(key, id -> Samples.large(id, key, at));
            }
        }
    }

    private ObjectStore bucket() {
        return clients.open(S3Url.parse(s3.url(prefix)), s3.settings(prefix));
    }

    private String key(RecordingKey recording) {
        return prefix + "/session_recording/v1/"
                + catalog.find(recording).orElseThrow().name().path() + ".json";
    }

    /** Parts take space that no list of objects shows. */
    private void requireNoUploads(int recordings) {
        for (long recording = 1; recording <= recordings; recording++) {
            assertThat(bucket().multipart().open(key(new RecordingKey(recording))))
                    .isEmpty();
        }
    }

    private void requireHealing(int recordings) throws Exception {
        faulty.heal();
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        requireConverged(recordings);
        requireNoUploads(recordings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "md5", "none"})
    void large_objects_are_sent_in_parts_and_verified_whole(String checksum) throws Exception {
        project.with("s3_checksum", checksum);
        addLarge(2);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(2);
        requireNoUploads(2);
        assertThat(faulty.seen()).filteredOn(beginUpload(OBJECTS)).hasSize(2);
        assertThat(faulty.seen()).filteredOn(sendPart(OBJECTS)).hasSize(4);
        assertThat(faulty.seen()).filteredOn(put(OBJECTS)).isEmpty();
    }

    @Test
    void metadata_of_parts_names_the_tail_and_no_hash() {
        addLarge(1);

        run();

        assertThat(faulty.seen())
                .filteredOn(beginUpload(OBJECTS))
                .allMatch(request -> request.header("x-amz-meta-tail").isPresent()
                        && request.header("x-amz-meta-sha256").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"HASHED", "UPLOAD_BEGUN", "UPLOAD_NOTED", "PART_SENT", "SENT", "VERIFIED", "STORED", "LINKED"})
    void a_run_that_died_at_any_step_is_taken_up_by_the_next_and_leaves_no_part(Step died) throws Exception {
        addLarge(2);
        dieAfter(died);

        requireHealing(2);
    }

    @Test
    void an_upload_is_noted_before_its_first_part_is_sent() {
        addLarge(1);
        dieAfter(Step.UPLOAD_NOTED);

        ArchiveIntent intent = catalog.openIntents(RecordingKey.NONE, 10).get(0);

        assertThat(bucket().multipart().open(key(new RecordingKey(1))))
                .extracting(Upload::id)
                .containsExactly(intent.uploadId().orElseThrow());
        assertThat(faulty.seen()).filteredOn(sendPart(OBJECTS)).isEmpty();
    }

    @Test
    void parts_that_fail_are_dropped_and_nothing_is_removed() throws Exception {
        addLarge(2);
        faulty.on(sendPart(OBJECTS), 1, 1_000, Faults.error(500, "InternalError"));

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        requireNothingLost();
        assertThat(keys()).isEmpty();
        requireNoUploads(2);
        requireHealing(2);
    }

    @Test
    void parts_that_are_stored_wrongly_are_noticed() throws Exception {
        addLarge(2);
        project.with("s3_checksum", "none");
        faulty.on(sendPart("visitor-1"), 1, Faults.stores(Faults::other));

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        requireNothingLost();
        assertThat(keys()).containsExactly(new RecordingKey(1));
        requireHealing(2);
    }

    @Test
    void an_error_inside_a_200_is_a_failure() throws Exception {
        addLarge(2);
        faulty.on(completeUpload(OBJECTS), Faults.errorInside200("InternalError"));

        assertThat(run().message()).contains("InternalError");

        requireNothingLost();
        assertThat(keys()).isEmpty();
        requireNoUploads(2);
        requireHealing(2);
    }

    @Test
    void a_200_that_joined_nothing_is_noticed() throws Exception {
        addLarge(1);
        faulty.on(
                completeUpload(OBJECTS),
                Faults.answer("<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>"));

        assertThat(run().message()).contains("holds nothing there");

        requireNothingLost();
        requireHealing(1);
    }

    @Test
    void an_answer_to_a_complete_that_is_lost_does_not_fail_the_run() throws Exception {
        addLarge(2);
        faulty.on(completeUpload(OBJECTS), 1, Faults.losesAnswer());

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(2);
        requireNoUploads(2);
    }

    @Test
    void parts_that_cannot_be_dropped_are_dropped_by_the_next_run() throws Exception {
        addLarge(1);
        faulty.on(sendPart(OBJECTS), Faults.error(500, "InternalError"));
        faulty.on(abortUpload(OBJECTS), Faults.error(500, "InternalError"));
        assertThat(run()).isInstanceOf(Outcome.Failed.class);
        assertThat(bucket().multipart().open(key(new RecordingKey(1)))).hasSize(1);

        requireHealing(1);
    }

    @Test
    void an_upload_of_an_intent_that_is_withdrawn_is_dropped() {
        RecordingKey recording = catalog.add("visitor", old(), 1);
        catalog.pin(recording, Optional.empty());
        Upload upload = bucket().multipart().begin(key(recording), Map.of(), Map.of());
        ArchiveIntent gone = new ArchiveIntent(
                recording,
                ArchiveSource.ID,
                1,
                LocalS3.url(faulty.port(), key(recording)),
                List.of(new ChunkId(99)),
                new byte[10],
                new byte[10],
                Optional.of(upload.id()));
        assertThat(catalog.intend(List.of(gone), catalog.lease())).hasSize(1);

        run();

        assertThat(catalog.openIntents(RecordingKey.NONE, 10)).isEmpty();
        assertThat(bucket().multipart().open(key(recording))).isEmpty();
    }

    @Test
    void a_run_that_lost_its_lease_sends_no_part() throws Exception {
        addLarge(1);
        failPoints.set(step -> {
            if (step == Step.UPLOAD_BEGUN) {
                catalog.takeOver();
            }
        });

        assertThatThrownBy(this::run).isInstanceOf(LeaseLostException.class);

        assertThat(faulty.seen()).filteredOn(sendPart(OBJECTS)).isEmpty();
        requireNoUploads(1);
        requireNothingLost();
    }

    @Test
    void a_server_that_takes_no_parts_gets_one_put() throws Exception {
        addLarge(2);
        faulty.on(beginUpload(""), Faults.error(501, "NotImplemented"));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(2);
        assertThat(faulty.seen()).filteredOn(put(OBJECTS)).hasSize(2);
    }
}
