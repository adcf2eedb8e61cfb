package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.KillTrial;

/** A disk of one MiB for temporary files, full. Needs root, to mount it; skipped elsewhere. */
@ExtendWith(SharedTrial.class)
class FullDiskIT {
    @TempDir
    private Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "may not mount a disk here");
        fill();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(disk.toFile().getUsableSpace()).as("%s", e).isZero();
        }
    }

    @Test
    void a_host_without_room_for_temporary_files_starts_plays_and_archives(KillTrial trial) throws Exception {
        trial.host().kill();
        Map<String, String> cramped =
                Map.of("INGEST_BUFFER_BYTES", "65536", "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + disk);
        try (HostProcess host = trial.installation().startHost("cramped", cramped)) {
            trial.seeded().requirePlayedBy(host);
            JsonNode run = host.client().awaitRetention(host.client().startRetention());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            trial.seeded().check().requireConverged(trial.seeded().due());
            assertThat(sent(host, 100)).as("fits into memory").isEqualTo(200);
            assertThat(sent(host, 20_000)).as("refused, to be sent again").isEqualTo(503);
            Files.delete(disk.resolve("filler"));
            assertThat(sent(host, 5_000)).as("there is room again").isEqualTo(200);
        }
    }

    /** What the host answers to a request with so many snapshots of some hundred bytes. */
    private static int sent(HostProcess host, int snapshots) {
        String token = host.client().get("/api/projects").at("/results/0/token").asText();
        String data = IntStream.range(0, snapshots)
                .mapToObj(
                        i -> "{\"type\":5,\"timestamp\":" + (1_700_000_000_000L + i) + ",\"data\":{\"tag\":\"filler\","
                                + "\"payload\":{\"text\":\"as long as a small incremental snapshot is\"}}}")
                .collect(Collectors.joining(",", "[", "]"));
        String event = "{\"event\":\"$snapshot\",\"properties\":{\"token\":\"" + token
                + "\",\"distinct_id\":\"full-disk\"," + "\"$session_id\":\"full-disk\",\"$window_id\":\"" + snapshots
                + "\",\"$snapshot_data\":" + data + "}}";
        return host.client()
                .tryCapture("/s/", event.getBytes(StandardCharsets.UTF_8))
                .status();
    }
}
