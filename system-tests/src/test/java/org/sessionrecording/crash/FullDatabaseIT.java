package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.HostClient;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.Installation;
import org.sessionrecording.harness.KillTrial;

/**
 * A database all of whose tables lie on a small disk, full to the last block. Needs root, to mount it; skipped elsewhere.
 * PostgreSQL's log of what it writes ahead lies elsewhere: where that has no room, PostgreSQL itself ends.
 */
@ExtendWith(SharedTrial.class)
class FullDatabaseIT {
    private static final int LARGE = 3 << 20;
    /** What retention's own rows need, and far less than a large body. */
    private static final long A_LITTLE = 2 << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path disk;

    private Runnable undo = () -> {};

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @AfterEach
    void giveTheDiskBack() {
        undo.run();
    }

    @Test
    void takes_in_nothing_by_halves_starts_plays_and_archives_again_once_there_is_a_little_room(KillTrial trial)
            throws Exception {
        trial.host().kill();
        Path filler = fullDisk(trial.installation());
        try (HostProcess host = trial.installation().startHost("full", Map.of())) {
            HostClient.Answer refused = sent(host, "refused", LARGE);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .contains("its disk is full (make room on it)");
            assertThat(recordings(trial, "refused")).isZero();
            trial.seeded().requirePlayedBy(host);
            tryRetention(host.client());
            trial.seeded().check().requireNothingLost();

            shrink(filler, A_LITTLE);
            JsonNode run = host.client().awaitRetention(host.client().startRetention());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            trial.seeded().check().requireConverged(trial.seeded().due());
            assertThat(sent(host, "refused", LARGE).status()).isEqualTo(503);

            Files.delete(filler);
            assertThat(sent(host, "taken", LARGE).status()).isEqualTo(200);
            assertThat(recordings(trial, "taken")).isEqualTo(1);
            trial.seeded().requirePlayedBy(host);
        }
    }

    /** Without a block of room it cannot even be begun, or ends early, whatever the pages have left. */
    private static void tryRetention(HostClient client) {
        HostClient.Answer answer = client.tryRetention();
        if (answer.status() / 100 == 2) {
            client.awaitRetention(answer.json().path("run").asText());
        } else {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("detail").asText()).contains("its disk is full");
        }
    }

    /** Its embedded or named disk is full to the last block: what the host kept on it lets retention make room. */
    @Test
    void archives_without_a_free_block_by_giving_up_what_it_kept_and_takes_nothing_in_meanwhile(KillTrial trial)
            throws Exception {
        trial.host().kill();
        smallDisk(trial.installation());
        Path reserve = disk.resolve("session-recording.reserve");
        Map<String, String> named =
                Map.of("DATABASE_DISK", disk.toString(), "DATABASE_RESERVE_BYTES", Long.toString(A_LITTLE));
        try (HostProcess host = trial.installation().startHost("reserved", named)) {
            host.client().settings(Map.of("record_min_free_gb", 0)); // which would pause recording on so small a disk
            Waiting.until("a reserve", PATIENCE, () -> size(reserve) == A_LITTLE);
            Path filler = fill();
            assertThat(sent(host, "refused", LARGE).status()).isEqualTo(503);

            JsonNode run = host.client().awaitRetention(host.client().startRetention());

            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            trial.seeded().check().requireConverged(trial.seeded().due());
            assertThat(reserve).doesNotExist();
            HostClient.Answer refused = sent(host, "refused", 10);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("what is left is for retention");
            assertThat(recordings(trial, "refused")).isZero();

            Files.delete(filler);
            assertThat(sent(host, "taken", LARGE).status()).isEqualTo(200);
            host.client().awaitRetention(host.client().startRetention());
            Waiting.until("a reserve again", PATIENCE, () -> size(reserve) == A_LITTLE);
            trial.seeded().requirePlayedBy(host);
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    /** Moves all tables there, and leaves no block free. */
    private Path fullDisk(Installation installation) throws Exception {
        smallDisk(installation);
        return fill();
    }

    private void smallDisk(Installation installation) throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString()) == 0,
                "may not mount a disk here");
        undo = () -> unmount(disk);
        Path tables = Files.createDirectory(disk.resolve("tables"));
        installation.execute("create tablespace small location '" + tables + "'");
        undo = () -> {
            move(installation, "small", "pg_default");
            installation.execute("drop tablespace small");
            unmount(disk);
        };
        move(installation, "pg_default", "small");
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(disk.toFile().getUsableSpace()).as("%s", e).isZero();
        }
        return filler;
    }

    private static void move(Installation installation, String from, String to) {
        for (String kind : List.of("table", "index")) {
            installation.execute("alter " + kind + " all in tablespace " + from + " set tablespace " + to);
        }
        installation.execute("alter database postgres set default_tablespace = '" + to + "'");
    }

    private static void unmount(Path disk) {
        try {
            assertThat(run("umount", disk.toString())).isZero();
        } catch (Exception e) {
            throw new AssertionError("Cannot unmount " + disk, e);
        }
    }

    private static void shrink(Path filler, long by) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            file.setLength(file.length() - by);
        }
    }

    private static long recordings(KillTrial trial, String distinctId) {
        return trial.installation()
                .database()
                .number("select count(*) from recording where escaped_id = '" + distinctId + "'");
    }

    /** What the host answers to snapshots of so many bytes that do not compress well. */
    private static HostClient.Answer sent(HostProcess host, String distinctId, int bytes) {
        String token = host.client().get("/api/projects").at("/results/0/token").asText();
        StringBuilder noise = new StringBuilder(bytes);
        new Random(1).ints(bytes, ' ' + 3, '~').filter(c -> c != '\\').forEach(c -> noise.append((char) c));
        String event = "{\"event\":\"$snapshot\",\"properties\":{\"token\":\"" + token + "\",\"distinct_id\":\""
                + distinctId
                + "\",\"$session_id\":\"" + distinctId + "\",\"$window_id\":\"w\",\"$snapshot_data\":[{\"type\":5,"
                + "\"timestamp\":1700000000000,\"data\":{\"tag\":\"noise\",\"payload\":{\"text\":\"" + noise
                + "\"}}}]}}";
        return host.client().tryCapture("/s/", event.getBytes(StandardCharsets.UTF_8));
    }
}
