package org.sessionrecording.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;

/** What can keep the demo from starting is said in one line that says what to do. */
class StartTest {
    @TempDir
    Path folder;

    @Test
    void reads_the_command_line() {
        Arguments none = Arguments.parse(List.of(), folder);
        assertThat(none).isEqualTo(new Arguments(8000, folder, false));
        Arguments all = Arguments.parse(List.of("--once", "--data", folder + "/x", "--port", "9000"), folder);
        assertThat(all).isEqualTo(new Arguments(9000, folder.resolve("x"), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--port", "--port x", "--port 0", "--port 65535", "--port 99999999999", "--data", "--twice"})
    void refuses_every_other_word(String line) {
        assertOneLine(() -> Arguments.parse(List.of(line.split(" ")), folder), "bin/demo [--port N]");
    }

    @Test
    void a_folder_is_used_by_one_demo_at_a_time() throws Exception {
        try (DataFolder data = DataFolder.open(folder)) {
            assertThat(data.path()).isEqualTo(folder);
            assertOneLine(() -> DataFolder.open(folder), "another demo is using it (stop that one");
        }
        DataFolder.open(folder).close();
    }

    @Test
    void a_folder_of_a_newer_version_is_left_alone() throws Exception {
        Files.writeString(folder.resolve("demo-version"), "2");
        assertOneLine(() -> DataFolder.open(folder), "a newer version (2) of the demo made it (use that version");
        assertThat(folder.resolve("demo-lock")).doesNotExist();
    }

    @Test
    void a_disk_that_is_almost_full_is_refused() {
        assertOneLine(
                () -> DataFolder.checkSpace(folder, 312L << 20), "only 312 MiB are free there (free at least 1 GiB");
        DataFolder.checkSpace(folder, 2L << 30);
    }

    @Test
    void a_file_in_the_folders_place_is_refused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertOneLine(() -> DataFolder.open(file), "use another folder");
    }

    @Test
    void a_port_in_use_is_refused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertOneLine(
                    () -> Ports.requireFree(taken.getLocalPort(), "the host"),
                    "Cannot start the host on port " + taken.getLocalPort() + ": it is in use");
        }
        Ports.requireFree(Ports.anyFree(), "the host");
    }

    @Test
    void credentials_stay_the_same_and_the_environment_wins() throws Exception {
        Path file = folder.resolve("demo.properties");
        Credentials first = Credentials.readOrMake(file, Map.of());
        assertThat(Credentials.readOrMake(file, Map.of())).isEqualTo(first);
        assertThat(Credentials.readOrMake(file, Map.of("ADMIN_API_KEY", "phx_mine"))
                        .apiKey())
                .isEqualTo("phx_mine");
        assertThat(first.toString()).doesNotContain(first.password()).doesNotContain(first.s3SecretKey());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void the_first_start_is_remembered() throws Exception {
        Instant now = Instant.parse("2026-11-23T19:10:00.123456Z");
        try (DataFolder data = DataFolder.open(folder)) {
            Instant first = data.firstStart(Clock.fixed(now, ZoneOffset.UTC));
            assertThat(first).isEqualTo(Instant.parse("2026-11-23T19:10:00.123Z"));
            Clock later = Clock.fixed(now.plus(Duration.ofDays(3)), ZoneOffset.UTC);
            assertThat(data.firstStart(later)).isEqualTo(first);
        }
    }

    private static void assertOneLine(org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String part) {
        assertThatThrownBy(what)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(part)
                .message()
                .startsWith("Cannot ")
                .endsWith(")")
                .doesNotContain("\n");
    }
}
