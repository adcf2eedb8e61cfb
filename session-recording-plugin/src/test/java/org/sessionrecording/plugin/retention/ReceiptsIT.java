package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.testing.LocalS3;

/** Receipts on a real S3 server, and what they tell of a database that was restored. */
class ReceiptsIT {
    @TempDir
    private static Path folder;

    private static LocalS3 s3;
    private static int tests;

    private final S3Clients clients = new S3Clients();
    private final RunFixture harness = new RunFixture(clients);
    private final String prefix = "r" + ++tests;

    @BeforeAll
    static void startServer() throws Exception {
        s3 = LocalS3.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        s3.close();
    }

    @BeforeEach
    void configure() {
        harness.project.with(s3, prefix);
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    private Path file(int number) {
        return s3.file(prefix + "/session_recording/runs/" + number + ".json");
    }

    private JsonNode receipt(int number) throws Exception {
        return JsonMapper.builder().build().readTree(file(number).toFile());
    }

    private int receipts() throws Exception {
        return s3.keys(prefix + "/session_recording/runs").size();
    }

    @Test
    void each_run_that_removes_something_leaves_one_with_its_figures() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.run();
        harness.run();
        harness.add(2, harness.daysAgo(8));
        harness.run();

        assertThat(receipts()).isEqualTo(2);
        assertThat(receipt(1).path("state").asText()).isEqualTo("succeeded");
        assertThat(receipt(1).path("figures").path("removed").asLong()).isEqualTo(3);
        assertThat(receipt(2).path("figures").path("removed").asLong()).isEqualTo(2);
        assertThat(receipt(2).path("figures").path("bytes_freed").asLong())
                .isEqualTo(harness.figures().get("bytes_freed"))
                .isPositive();
        assertThat(receipt(2).path("ended_at").asText()).isNotEmpty();
        assertThat(receipt(2).path("run").asText()).isEqualTo("run");
    }

    @Test
    void it_is_there_before_the_first_removal() {
        harness.add(3, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.LINKED) {
                assertThat(file(1)).doesNotExist();
            } else if (step == Step.REMOVED) {
                assertThat(file(1)).content().contains("\"state\":\"running\"");
            }
        });

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void a_run_that_waits_leaves_none() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.doubt.set(Optional.of(new ClockDoubt(harness.clock.instant(), "it jumped")));

        harness.run();

        assertThat(receipts()).isZero();
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_run_that_died_with_its_receipt_open_leaves_no_gap() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.REMOVED) {
                throw new Crash();
            }
        });
        assertThatThrownBy(harness::run).isInstanceOf(Crash.class);
        harness.failPoints.set(org.sessionrecording.plugin.failpoint.FailPoints.NONE);
        harness.add(2, harness.daysAgo(8));

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(receipt(1).path("state").asText()).isEqualTo("running");
        assertThat(receipt(2).path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void a_number_that_was_begun_and_never_written_is_used_again() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.run();
        harness.add(2, harness.daysAgo(8));
        harness.run();
        Files.delete(file(2));
        State.Entry known = harness.project.state().find("receipts").orElseThrow();
        harness.project.state().put("receipts", "2 begun", known.version());
        harness.add(1, harness.daysAgo(8));

        harness.run();

        assertThat(receipt(2).path("figures").path("removed").asLong()).isEqualTo(1);
        assertThat(receipts()).isEqualTo(2);
    }

    @Test
    void a_restored_database_removes_nothing_and_its_numbers_catch_up() throws Exception {
        for (int run = 0; run < 4; run++) {
            harness.add(2, harness.daysAgo(8));
            harness.run();
        }
        State.Entry known = harness.project.state().find("receipts").orElseThrow();
        harness.project.state().put("receipts", "2", known.version());
        harness.add(3, harness.daysAgo(8));

        Outcome outcome = harness.run();

        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        assertThat(outcome.message()).contains("restored to an older day").contains("session-recording.verify");
        assertThat(harness.inDatabase()).isEqualTo(3);
        assertThat(harness.run()).isInstanceOf(Outcome.Waiting.class);

        RestoredDatabase.clear(harness.project.state(), harness.clock.instant().plusMillis(1));
        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(receipt(5).path("figures").path("removed").asLong()).isEqualTo(3);
    }

    @Test
    void a_confirmed_run_goes_past_a_restored_database() {
        harness.add(2, harness.daysAgo(8));
        harness.run();
        State.Entry known = harness.project.state().find("receipts").orElseThrow();
        harness.project.state().put("receipts", "0", known.version());
        harness.add(3, harness.daysAgo(8));

        assertThat(harness.confirmed()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(harness.inDatabase()).isZero();
        assertThat(file(2)).exists();
    }

    @Test
    void a_recording_erased_while_it_was_written_leaves_no_object() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.STORED) {
                harness.catalog.erase(new RecordingKey(2));
            }
        });

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(s3.keys(prefix + "/session_recording/v1")).hasSize(2);
        assertThat(harness.figures()).containsEntry("archived", 2L);
    }

    @Test
    void a_run_that_slept_through_its_lease_takes_back_what_it_wrote_of_the_erased_alone() throws Exception {
        harness.add(3, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.STORED) {
                harness.catalog.erase(new RecordingKey(2));
                harness.catalog.takeOver();
            }
        });

        assertThatThrownBy(harness::run).isInstanceOf(LeaseLostException.class);

        assertThat(s3.keys(prefix + "/session_recording/v1")).hasSize(2);
        assertThat(harness.catalog.openIntents(RecordingKey.NONE, 10)).hasSize(2);
    }

    @Test
    void what_an_interrupted_run_began_ends_while_retention_is_off() throws Exception {
        harness.add(2, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.INTENDED) {
                throw new Crash();
            }
        });
        assertThatThrownBy(harness::run).isInstanceOf(Crash.class);
        harness.failPoints.set(org.sessionrecording.plugin.failpoint.FailPoints.NONE);
        harness.project.with("retention_enabled", "false");

        Outcome outcome = harness.run();

        assertThat(outcome.message())
                .startsWith("Retention is switched off: what an interrupted run had begun was ended");
        assertThat(harness.catalog.openIntents(RecordingKey.NONE, 10)).isEmpty();
        assertThat(harness.archived()).isEqualTo(2);
        assertThat(harness.inDatabase()).isEqualTo(2);
    }

    @Test
    void what_was_begun_is_settled_at_its_old_place_after_the_location_changed() throws Exception {
        harness.add(2, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.INTENDED) {
                throw new Crash();
            }
        });
        assertThatThrownBy(harness::run).isInstanceOf(Crash.class);
        harness.failPoints.set(org.sessionrecording.plugin.failpoint.FailPoints.NONE);
        harness.project.with(s3, prefix + "-moved");

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(s3.keys(prefix + "/session_recording/v1")).hasSize(2);
        assertThat(harness.inDatabase()).isZero();
    }

    @Test
    void without_an_archive_what_was_begun_stays_until_there_is_one_again() throws Exception {
        harness.add(2, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.INTENDED) {
                throw new Crash();
            }
        });
        assertThatThrownBy(harness::run).isInstanceOf(Crash.class);
        harness.failPoints.set(org.sessionrecording.plugin.failpoint.FailPoints.NONE);
        harness.add(3, harness.daysAgo(8));
        harness.project.with("s3_url", "").with("delete_without_archive", "true");

        Outcome outcome = harness.run();

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.message()).contains("they stay until it is set again");
        assertThat(harness.figures()).containsEntry("expired", 3L);
        assertThat(harness.inDatabase()).isEqualTo(2);
    }
}
