package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.s3faults.Requests.any;
import static org.sessionrecording.s3faults.Requests.delete;
import static org.sessionrecording.s3faults.Requests.get;
import static org.sessionrecording.s3faults.Requests.header;
import static org.sessionrecording.s3faults.Requests.list;
import static org.sessionrecording.s3faults.Requests.method;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.s3.Deadlines;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.plugin.testing.TestClock;
import org.sessionrecording.plugin.testing.TestProject;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.FaultyS3;

class ConnectionTestIT {
    private static final Operator OPERATOR = new Operator(Optional.empty(), false);
    private static final Deadlines QUICK = new Deadlines(Duration.ofSeconds(2), 256 * 1024, 3, Duration.ofMillis(1));

    @TempDir
    private static Path folder;

    private static LocalS3 s3;
    private static FaultyS3 faulty;
    private static S3Clients clients;
    private static int tests;

    private final String prefix = "t" + ++tests;
    private final TestClock clock = new TestClock();
    private final TestProject project = new TestProject().with(s3, prefix);
    private TestRun run;

    @BeforeAll
    static void start() throws Exception {
        s3 = LocalS3.start(folder);
        faulty = s3.faulty();
        clients = new S3Clients(QUICK);
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
        faulty.close();
        s3.close();
    }

    @BeforeEach
    void goThroughTheProxy() {
        faulty.heal();
        project.with("s3_url", LocalS3.url(faulty.port(), prefix));
    }

    private Archive archive(UUID installation) {
        return new Archive(clients, installation, clock);
    }

    private Outcome test() {
        run = new TestRun(project, false);
        return new ConnectionTest(archive(new UUID(1, 1)), OPERATOR).run(run);
    }

    @Test
    void says_each_thing_that_the_server_can_do_and_leaves_nothing() throws Exception {
        Outcome outcome = test();

        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome.message())
                .startsWith("The archive works. Recordings travel readable over http")
                .contains("\nwrite: yes\n", "\nrange: yes\n", "\nmultipart: yes\n", "\nlist: yes\n", "\ndelete: yes\n")
                .contains("\nversioning: no, the bucket keeps no versions\n", "\ns3_checksum md5: yes");
        assertThat(run.figures())
                .containsEntry("write", 1L)
                .containsEntry("conditional_write", 1L)
                .containsEntry("object_lock", 0L)
                .containsEntry("checksum_sha256", 1L)
                .containsEntry("checksum_none", 1L);
        assertThat(s3.keys(prefix)).isEmpty();
    }

    @Test
    void a_server_that_lacks_what_one_can_do_without_works() {
        faulty.on(header("if-none-match"), Faults.without("if-none-match"));
        faulty.on(delete(""), Faults.error(403, "AccessDenied"));
        faulty.on(list(), Faults.error(403, "AccessDenied"));
        faulty.on(method("POST"), Faults.error(501, "NotImplemented"));

        Outcome outcome = test();

        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome.message())
                .contains("conditional_write: no, it overwrites in spite of If-None-Match")
                .contains("grant s3:ListBucket", "grant s3:DeleteObject");
        assertThat(run.figures()).containsEntry("multipart", 0L).containsEntry("delete", 0L);
    }

    @Test
    void a_server_that_cannot_be_read_cannot_be_used() {
        faulty.on(get("canary"), Faults.otherBytes(Faults::other));

        Outcome outcome = test();

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.message())
                .startsWith("The archive cannot be used.")
                .contains("other bytes than were written");
    }

    @Test
    void names_the_checksum_that_a_server_takes() {
        faulty.on(header("x-amz-checksum-sha256"), Faults.bare(400));

        Outcome outcome = test();

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.message()).contains("It takes writes with s3_checksum md5");
        assertThat(run.figures()).containsEntry("checksum_sha256", 0L).containsEntry("checksum_md5", 1L);
    }

    @Test
    void a_run_uses_what_a_test_found_out() throws Exception {
        test();
        faulty.forget();

        archive(new UUID(1, 1)).open(project, LocalS3.settings(faulty.port(), prefix));

        assertThat(faulty.seen()).noneMatch(request -> request.key().contains("canary"));
    }

    @Test
    void a_probe_is_made_again_after_a_day() {
        test();
        clock.advance(Duration.ofDays(1).plusSeconds(1));
        faulty.on(any(), Faults.error(503, "SlowDown"));

        assertThatThrownBy(() -> archive(new UUID(1, 1)).open(project, LocalS3.settings(faulty.port(), prefix)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("Cannot use the archive")
                .hasMessageContaining("503");
    }

    @Test
    void what_a_probe_could_not_end_the_next_one_drops() {
        faulty.on(method("DELETE"), Faults.error(500, "InternalError"));
        faulty.on(method("POST"), 0, 1, Faults.losesAnswer());
        test();
        assertThat(uploads()).isNotEmpty();
        faulty.heal();

        test();
        assertThat(uploads()).as("of the last hour").isNotEmpty();
        clock.advance(Duration.ofDays(1));
        test();

        assertThat(uploads()).isEmpty();
    }

    private List<Upload> uploads() {
        ObjectStore store = clients.open(S3Url.parse(s3.url(prefix)), s3.settings(prefix));
        return store.multipart()
                .open(ArchiveLayout.testCanary(S3Url.parse(s3.url(prefix))).path());
    }

    @Test
    void another_installations_prefix_is_told() {
        archive(new UUID(2, 2)).open(project, s3.settings(prefix));

        assertThatThrownBy(this::test).isInstanceOf(ApiException.class).hasMessageContaining("belongs to project");
    }

    @Test
    void without_an_archive_there_is_nothing_to_test() {
        project.with("s3_url", "");

        assertThat(test()).isInstanceOf(Outcome.Failed.class);
    }
}
