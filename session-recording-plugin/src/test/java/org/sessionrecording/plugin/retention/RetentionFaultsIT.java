package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.s3faults.Requests.delete;
import static org.sessionrecording.s3faults.Requests.get;
import static org.sessionrecording.s3faults.Requests.head;
import static org.sessionrecording.s3faults.Requests.header;
import static org.sessionrecording.s3faults.Requests.put;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.s3faults.Fault;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.FaultyS3;

/** Runs against a server that fails in all the ways servers do: nothing is lost, and once it is well the next run ends all. */
@Timeout(120)
class RetentionFaultsIT extends RetentionHarness {
    private static final String OBJECTS = "/v1/";

    @BeforeEach
    void goThroughTheProxy() {
        throughFaults();
    }

    /** The run fails one way or the other, and says why. */
    private String failure() {
        try {
            Outcome outcome = run();
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            return outcome.message();
        } catch (ApiException e) {
            assertThat(e.kind()).isEqualTo(ApiException.Kind.ARCHIVE);
            return e.getMessage();
        }
    }

    private void requireNothingRemoved() throws Exception {
        requireNothingLost();
        assertThat(keys()).isEmpty();
        assertThat(lastRun.figures().getOrDefault("removed", 0L)).isZero();
    }

    private void requireHealing(int recordings) throws Exception {
        faulty.heal();
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        requireConverged(recordings);
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                Arguments.of("500", Faults.error(500, "InternalError")),
                Arguments.of("503", Faults.error(503, "SlowDown")),
                Arguments.of("429", Faults.error(429, "TooManyRequests")),
                Arguments.of("answer lost after success", Faults.losesAnswer()),
                Arguments.of("upload broken off", Faults.resetsUploadAfter(300)),
                Arguments.of("connection never closed", Faults.closesNever()),
                Arguments.of("silence", Faults.hangs()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void what_passes_does_not_even_fail_the_run(String name, Fault fault) throws Exception {
        addOld(6);
        faulty.on(put("visitor-2").or(put("visitor-4")), 2, fault);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        requireConverged(6);
    }

    static Stream<Arguments> staying() {
        return Stream.of(
                Arguments.of("500", Faults.error(500, "InternalError"), "busy or ill"),
                Arguments.of("503", Faults.error(503, "SlowDown"), "busy or ill"),
                Arguments.of("upload broken off", Faults.resetsUploadAfter(300), "cannot be reached"),
                Arguments.of("key disabled", Faults.error(400, "KMS.DisabledException"), "KMS key cannot be used"),
                Arguments.of("not ours to use", Faults.error(403, "AccessDenied", "kms:GenerateDataKey"), "allow kms:"),
                Arguments.of("read-only", Faults.error(403, "AccessDenied"), "grant s3:PutObject"),
                Arguments.of("bucket gone", Faults.error(404, "NoSuchBucket"), "create the bucket"),
                Arguments.of("elsewhere", Faults.error(301, "PermanentRedirect"), "set region"),
                Arguments.of("full", Faults.error(507, "InsufficientStorage"), "make room"),
                Arguments.of("stored nothing", Faults.storesNothing(), "holds nothing there"),
                Arguments.of("stored half", Faults.stores(Faults::half), "other bytes than were sent"),
                Arguments.of("stored other bytes", Faults.stores(Faults::other), "other bytes than were sent"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("staying")
    void writes_that_go_wrong_remove_nothing_and_the_next_run_ends_all(String name, Fault fault, String why)
            throws Exception {
        addOld(3);
        faulty.on(put(OBJECTS), fault);

        assertThat(failure()).contains(why);

        requireNothingRemoved();
        requireHealing(3);
    }

    static Stream<Arguments> unreadable() {
        UnaryOperator<byte[]> flip = Faults::other;
        return Stream.of(
                Arguments.of("not found yet", Faults.error(404, "NoSuchKey"), "holds nothing there"),
                Arguments.of("put-only", Faults.error(403, "AccessDenied"), "grant s3:GetObject"),
                Arguments.of("moved to cold storage", Faults.error(403, "InvalidObjectState"), "restore it there"),
                Arguments.of("broken off", Faults.resetsAfter(800), "Cannot read"),
                Arguments.of("other bytes", Faults.otherBytes(flip), "other bytes than were sent"),
                Arguments.of("500", Faults.error(500, "InternalError"), "busy or ill"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void what_cannot_be_verified_is_not_removed_and_the_next_run_ends_all(String name, Fault fault, String why)
            throws Exception {
        project.with("s3_checksum", "none"); // so that every object is read back
        addOld(3);
        faulty.on(get(OBJECTS), fault);

        assertThat(failure()).contains(why);

        requireNothingRemoved();
        requireHealing(3);
    }

    @ParameterizedTest
    @CsvSource({"404,holds nothing there", "403,grant s3:GetObject", "500,busy or ill"})
    void a_checksum_that_cannot_be_asked_for_removes_nothing(int status, String why) throws Exception {
        addOld(3);
        faulty.on(head(OBJECTS), Faults.bare(status));

        assertThat(failure()).contains(why);

        requireNothingRemoved();
        requireHealing(3);
    }

    @Test
    void an_archive_that_hangs_ends_the_run_in_time() throws Exception {
        addOld(2);
        faulty.on(put(OBJECTS), Faults.hangs());

        assertThat(failure()).contains("does not answer in time");

        requireNothingRemoved();
        requireHealing(2);
    }

    @Test
    void one_flipped_bit_is_noticed() throws Exception {
        addOld(4);
        faulty.on(put("visitor-2"), Faults.stores(Faults::other));

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        assertThat(keys()).containsExactlyInAnyOrder(new RecordingKey(1), new RecordingKey(2), new RecordingKey(4));
        assertThat(catalog.inDatabase(new RecordingKey(3))).hasSize(3);
        requireNothingLost();
    }

    @Test
    void what_was_stored_wrongly_and_may_not_be_deleted_is_set_aside() throws Exception {
        addOld(1);
        faulty.on(put(OBJECTS), Faults.stores(Faults::half));
        faulty.on(delete(OBJECTS), Faults.error(403, "AccessDenied"));

        assertThat(failure()).contains("they cannot be deleted").contains("grant s3:DeleteObject");

        assertThat(catalog.quarantineOf(new RecordingKey(1))).isPresent();
        requireNothingRemoved();
    }

    @Test
    void an_archive_that_fails_again_and_again_ends_the_run_early() throws Exception {
        addOld(60);
        FaultyS3.Rule rule = faulty.on(put(OBJECTS), Faults.error(403, "AccessDenied"));

        assertThatThrownBy(this::run).isInstanceOf(ApiException.class).hasMessageContaining("in a row");

        assertThat(rule.struck()).isBetween(3, 3 + 4);
        requireNothingRemoved();
    }

    @Test
    void credentials_taken_away_in_the_middle_of_a_run_lose_nothing() throws Exception {
        addOld(20);
        faulty.on(put(OBJECTS), 7, 10_000, Faults.error(403, "InvalidAccessKeyId"));

        assertThat(failure()).contains("check s3_access_key and s3_secret_key");

        requireNothingLost();
        assertThat(keys()).isNotEmpty().hasSizeLessThan(20);
        requireHealing(20);
    }

    @Test
    void a_server_that_does_not_know_conditional_writes_overwrites_nothing_all_the_same() throws Exception {
        faulty.on(header("if-none-match"), Faults.without("if-none-match"));
        addOld(2);
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        requireConverged(2);
        RecordingKey key = catalog.add("another", old(), 1);
        Path place = s3.file(prefix + "/session_recording/v1/"
                + catalog.find(key).orElseThrow().name().path() + ".json");
        Files.createDirectories(place.getParent());
        Files.writeString(place, "somebody else's");

        assertThat(run()).isInstanceOf(Outcome.Failed.class);

        assertThat(place).hasContent("somebody else's");
        assertThat(faulty.seen()).filteredOn(head(OBJECTS)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"501,NotImplemented", "400,InvalidRequest"})
    void a_server_that_refuses_a_checksum_takes_another_setting(int status, String code) throws Exception {
        addOld(2);
        faulty.on(header("x-amz-checksum-sha256"), Faults.error(status, code));

        assertThat(failure()).contains("Cannot use the archive").contains("another s3_checksum");
        requireNothingRemoved();

        project.with("s3_checksum", "none");
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        requireConverged(2);
    }

    @Test
    void a_server_that_demands_an_md5_gets_one() throws Exception {
        addOld(2);
        faulty.on(
                put("").and(header("content-md5").negate()),
                Faults.error(400, "InvalidRequest", "Missing required header for this request: Content-MD5"));

        assertThat(failure()).contains("set s3_checksum to md5");
        requireNothingRemoved();

        project.with("s3_checksum", "md5");
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        requireConverged(2);
    }

    @Test
    void a_certificate_that_nobody_signed_ends_the_run_with_its_reason() throws Exception {
        addOld(1);
        try (FaultyS3 tls = FaultyS3.overTls(s3.port(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY)) {
            project.with("s3_url", LocalS3.url(tls.port(), prefix).replace("http:", "https:"));

            assertThat(failure()).contains("certificate that this Java does not trust");
        }
        requireNothingRemoved();
    }

    @Test
    void a_part_moved_to_cold_storage_says_so_when_it_is_read() {
        addOld(1);
        run();
        ArchivePart part = catalog.parts(new RecordingKey(1)).get(0);
        faulty.on(get(OBJECTS), Faults.error(403, "InvalidObjectState"));

        assertThatThrownBy(() -> source.chunks(project, part))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("restore it there first");
    }

    @Test
    void a_part_broken_off_while_it_is_read_fails_rather_than_ends_early() {
        addOld(1);
        run();
        ArchivePart part = catalog.parts(new RecordingKey(1)).get(0);
        faulty.on(get(OBJECTS), Faults.otherBytes(bytes -> List.of(Faults.half(bytes))
                .get(0)));

        assertThatThrownBy(() -> source.chunks(project, part)).isInstanceOf(ApiException.class);
    }
}
