package org.sessionrecording.plugin.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.plugin.archive.s3.ObjectStoreContract.write;
import static org.sessionrecording.s3faults.Requests.any;
import static org.sessionrecording.s3faults.Requests.completeUpload;
import static org.sessionrecording.s3faults.Requests.deleteMany;
import static org.sessionrecording.s3faults.Requests.get;
import static org.sessionrecording.s3faults.Requests.head;
import static org.sessionrecording.s3faults.Requests.header;
import static org.sessionrecording.s3faults.Requests.list;
import static org.sessionrecording.s3faults.Requests.put;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MemoryBody;
import org.sessionrecording.plugin.archive.MultipartUploads.Part;
import org.sessionrecording.plugin.archive.MultipartUploads.SentPart;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.archive.Sha256;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.FaultyS3;

/** One request to a server that fails: what is done about it, and what is said. */
@Timeout(60)
class S3FaultsIT {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Deadlines SHORT = new Deadlines(Duration.ofMillis(400), 1 << 20, 3, PAUSE);
    private static final Deadlines LONG = new Deadlines(Duration.ofSeconds(20), 1 << 20, 3, PAUSE);

    @TempDir
    private static Path folder;

    private static LocalS3 s3;
    private static FaultyS3 faulty;
    private static S3Clients clients;
    private static S3Clients impatient;
    private static int tests;

    private final String key = "k" + ++tests;

    @BeforeAll
    static void start() throws Exception {
        s3 = LocalS3.start(folder);
        faulty = s3.faulty();
        clients = new S3Clients(LONG);
        impatient = new S3Clients(SHORT);
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
        impatient.close();
        faulty.close();
        s3.close();
    }

    @BeforeEach
    void heal() {
        faulty.heal();
        faulty.forget();
    }

    private static ArchiveSettings settings() {
        return LocalS3.settings(faulty.port(), "x");
    }

    private static ObjectStore store() {
        return clients.open(settings().url(), settings());
    }

    private static ObjectStore store(Checksum checksum) {
        return clients.open(settings().url(), settings().withChecksum(checksum));
    }

    private static ObjectStore impatient() {
        return impatient.open(settings().url(), settings());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.kind())
                .isEqualTo(ApiException.Kind.ARCHIVE));
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "429,TooManyRequests"})
    void an_error_that_passes_is_tried_again(int status, String code) throws IOException {
        faulty.on(put(key), 1, Faults.error(status, code));

        assertThat(store().put(write(key, "text", true))).isEqualTo(Written.WRITTEN);

        assertThat(faulty.seen()).hasSize(2);
        assertThat(s3.file(key)).hasContent("text");
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "429,TooManyRequests"})
    void an_error_that_stays_ends_after_some_tries(int status, String code) {
        faulty.on(put(key), Faults.error(status, code));

        failure(() -> store().put(write(key, "text", true)))
                .hasMessageContaining(status + " " + code)
                .hasMessageContaining("tried again");

        assertThat(faulty.seen()).hasSize(3);
    }

    @Test
    void an_answer_lost_after_success_is_not_written_twice() {
        faulty.on(put(key), 1, Faults.losesAnswer());

        assertThat(store().put(write(key, "text", true))).isEqualTo(Written.EXISTS);
    }

    private static Upload upload(ObjectStore store, String key, List<SentPart> sent) {
        byte[] bytes = {1, 2, 3};
        Upload upload = store.multipart().begin(key, Map.of(), Map.of());
        sent.add(store.multipart().send(upload, new Part(1, MemoryBody.of(bytes), Sha256.of(bytes))));
        return upload;
    }

    @Test
    void an_error_inside_a_200_is_a_failure() {
        List<SentPart> sent = new ArrayList<>();
        Upload upload = upload(store(), key, sent);
        faulty.on(completeUpload(key), Faults.errorInside200("InternalError"));

        failure(() -> store().multipart().complete(upload, sent, true)).hasMessageContaining("InternalError");

        assertThat(s3.file(key)).doesNotExist();
    }

    @Test
    void an_answer_to_a_complete_that_is_lost_leaves_the_object_in_place() {
        List<SentPart> sent = new ArrayList<>();
        Upload upload = upload(store(), key, sent);
        faulty.on(completeUpload(key), 1, Faults.losesAnswer());

        store().multipart().complete(upload, sent, true);

        assertThat(faulty.seen()).filteredOn(completeUpload(key)).hasSize(2);
        assertThat(s3.file(key)).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void a_delete_of_many_says_which_stayed() {
        store().put(write(key, "text", true));
        faulty.on(deleteMany(), Faults.deletesNone("AccessDenied", key));

        assertThat(store().deleteAll(List.of(key, "other")))
                .containsOnlyKeys(key)
                .containsEntry(key, "AccessDenied: Injected.");
    }

    @Test
    void a_server_that_hangs_before_it_answers_is_left_in_time() {
        faulty.on(any(), Faults.hangs());

        failure(() -> impatient().put(write(key, "text", true))).hasMessageContaining("does not answer in time");
        failure(() -> impatient().head(key)).hasMessageContaining("does not answer in time");
        failure(() -> impatient().list(key, "")).hasMessageContaining("does not answer in time");
    }

    @Test
    void an_answer_that_trickles_is_left_in_time() {
        store().put(write(key, "x".repeat(10_000), true));
        faulty.on(get(key), Faults.trickles(100, Duration.ofMillis(20)));

        assertThatThrownBy(() -> {
                    try (InputStream in = impatient().read(key).orElseThrow().stream()) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too slow");
    }

    @Test
    void an_answer_broken_off_fails_rather_than_ends_early() {
        store().put(write(key, "x".repeat(100_000), true));
        faulty.on(get(key), Faults.resetsAfter(50_000));

        assertThatThrownBy(() -> {
                    try (InputStream in = store().readRange(key, 0, 100_000)) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void an_upload_broken_off_is_sent_again_from_its_beginning() throws IOException {
        faulty.on(put(key), 1, Faults.resetsUploadAfter(10_000));

        assertThat(store().put(write(key, "x".repeat(1 << 20), true))).isEqualTo(Written.WRITTEN);

        assertThat(s3.file(key)).hasContent("x".repeat(1 << 20));
    }

    @Test
    void a_connection_that_is_never_closed_holds_nobody_up() throws IOException {
        faulty.on(any(), Faults.closesNever());
        impatient().put(write(key, "text", true));

        try (InputStream in = impatient().read(key).orElseThrow().stream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("text");
        }
    }

    @Test
    void what_a_server_does_not_find_yet_is_empty() {
        store().put(write(key, "text", true));
        faulty.on(head(key).or(get(key)), Faults.error(404, "NoSuchKey"));

        assertThat(store().head(key)).isEmpty();
        assertThat(store().read(key)).isEmpty();
    }

    @Test
    void a_list_that_is_cut_goes_on() {
        List<String> keys = IntStream.range(0, 10).mapToObj(i -> key + "/" + i).toList();
        keys.forEach(each -> store().put(write(each, "text", true)));
        faulty.on(list(), Faults.cutsLists(3));
        List<String> seen = new ArrayList<>();

        store().forEach(key + "/", listed -> seen.add(listed.key()));

        assertThat(seen).isEqualTo(keys);
        assertThat(faulty.seen()).filteredOn(list()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<IsTruncated>true</IsTruncated> | more follows",
                "<Contents><Key>another</Key><Size>1</Size></Contents> | shows another",
                "<Contents><Key>same</Key><Size>1</Size></Contents><Contents><Key>same</Key><Size>1</Size></Contents>"
                        + " | shows same after same"
            })
    void a_list_that_cannot_be_trusted_fails(String content, String why) {
        faulty.on(list(), Faults.answer("<ListBucketResult>" + content + "</ListBucketResult>"));

        failure(() -> store().list("same", "")).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | InvalidObjectState | x | restore it there first",
                "403 | AccessDenied | x | grant s3:GetObject",
                "403 | AccessDenied | not authorized to perform kms:Decrypt | allow kms:GenerateDataKey and kms:Decrypt",
                "400 | KMS.DisabledException | x | KMS key cannot be used: enable it",
                "403 | RequestTimeTooSkewed | x | clocks differ",
                "400 | ExpiredToken | x | credentials expired: renew them",
                "403 | SignatureDoesNotMatch | x | check s3_access_key and s3_secret_key",
                "301 | PermanentRedirect | x | set region=eu-west-9",
                "400 | AuthorizationHeaderMalformed | x | set region=eu-west-9",
                "404 | NoSuchBucket | x | create the bucket",
                "507 | XMinioStorageFull | x | make room",
            })
    void says_what_to_do(int status, String code, String message, String advice) {
        faulty.on(get(key), Faults.error(status, code, message, Map.of("x-amz-bucket-region", "eu-west-9")));

        failure(() -> store().read(key))
                .hasMessageStartingWith("Cannot read " + key)
                .hasMessageContaining(advice);
    }

    @Test
    void a_checksum_that_a_server_refuses_is_named() {
        faulty.on(header("x-amz-checksum-sha256"), 1, Faults.error(501, "NotImplemented"));
        failure(() -> store().put(write(key, "text", true))).hasMessageContaining("try another s3_checksum");

        faulty.on(header("x-amz-checksum-sha256"), Faults.bare(400));
        failure(() -> store().put(write(key, "text", true))).hasMessageContaining("try another s3_checksum");

        assertThat(store(Checksum.NONE).put(write(key, "text", true))).isEqualTo(Written.WRITTEN);
    }

    @Test
    void a_server_that_demands_an_md5_gets_one() throws IOException {
        faulty.on(
                put(key).and(header("content-md5").negate()),
                Faults.error(400, "InvalidRequest", "Missing required header for this request: Content-MD5"));
        failure(() -> store().put(write(key, "text", true))).hasMessageContaining("set s3_checksum to md5");

        assertThat(store(Checksum.MD5).put(write(key, "text", true))).isEqualTo(Written.WRITTEN);
        assertThat(s3.file(key)).hasContent("text");
    }

    @Test
    void a_certificate_that_nobody_signed_is_named() throws Exception {
        try (FaultyS3 tls = FaultyS3.overTls(s3.port(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY)) {
            S3Url place = S3Url.parse("https://127.0.0.1:" + tls.port() + "/" + LocalS3.BUCKET + "/x");

            failure(() -> clients.open(place, settings()).head(key))
                    .hasMessageContaining("certificate that this Java does not trust");
        }
    }

    @Test
    void versions_of_a_key_are_listed_to_the_end_and_deleted_by_id() {
        String first =
                "<Version><Key>%s</Key><VersionId>v2</VersionId><IsLatest>false</IsLatest><Size>7</Size></Version>"
                        .formatted(key);
        String second = ("<DeleteMarker><Key>%s</Key><VersionId>v3</VersionId><IsLatest>true</IsLatest></DeleteMarker>"
                        + "<Version><Key>%s2</Key><VersionId>x</VersionId><IsLatest>true</IsLatest></Version>")
                .formatted(key, key);
        faulty.on(
                request -> request.asks("versions") && request.asks("version-id-marker"),
                Faults.answer("<ListVersionsResult>" + second + "</ListVersionsResult>"));
        faulty.on(
                request -> request.asks("versions"),
                Faults.answer("<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>" + key
                        + "</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>" + first
                        + "</ListVersionsResult>"));
        faulty.on(
                request -> request.asks("versionId"),
                Faults.error(403, "AccessDenied", "object protected by object lock"));

        assertThat(store().versions(key)).extracting(ObjectStore.Version::id).containsExactly("v3", "v2");
        failure(() -> store().deleteVersion(key, "v2")).hasMessageContaining("Object Lock keeps it");
    }

    @Test
    void says_whether_a_bucket_keeps_versions_and_locks_objects() {
        faulty.on(
                request -> request.asks("versioning"),
                1,
                Faults.answer("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        faulty.on(
                request -> request.asks("object-lock"),
                1,
                Faults.answer("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>"
                        + "<DefaultRetention><Mode>GOVERNANCE</Mode><Days>30</Days></DefaultRetention></Rule>"
                        + "</ObjectLockConfiguration>"));
        assertThat(store().versioning()).isEqualTo(Versioning.ON);
        assertThat(store().objectLock()).contains("GOVERNANCE 30 days");

        faulty.on(request -> request.asks("versioning"), 1, Faults.error(501, "NotImplemented"));
        assertThat(store().versioning()).isEqualTo(Versioning.UNSUPPORTED);

        faulty.on(request -> request.asks("versioning"), 1, Faults.error(403, "AccessDenied"));
        failure(() -> store().versioning()).hasMessageContaining("grant s3:GetBucketVersioning");
    }
}
