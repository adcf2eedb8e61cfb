package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.BucketServer;
import org.sessionrecording.wire.WireSamples;

/** The database is lost, and with it everything but the bucket. */
class RebuildIT {
    @TempDir
    Path folder;

    private BucketServer s3;
    private String erased = "";

    @BeforeEach
    void startArchive() throws Exception {
        s3 = BucketServer.start(folder.resolve("s3"));
    }

    @AfterEach
    void stopArchive() throws Exception {
        s3.close();
    }

    @Test
    void the_same_links_play_the_same_snapshots_from_the_bucket_alone() throws Exception {
        Map<String, JsonNode> before;
        try (RunningHost lost = host("lost")) {
            WireSamples.ERAS.forEach(era -> send(lost, era));
            lost.advance(Duration.ofDays(8));
            assertThat(lost.run("session-recording.retention").path("state").asText())
                    .isEqualTo("succeeded");
            eraseButForItsObject(lost, new RecordingsOf(lost).all().get(0));
            before = documents(lost);
        }
        assertThat(before).isNotEmpty();
        assertThat(s3.bucket().recordings()).hasSize(before.size() + 1);

        try (RunningHost host = host("new")) {
            JsonNode refused = host.run("session-recording.rebuild");
            assertThat(refused.path("state").asText()).isEqualTo("failed");
            assertThat(refused.path("message").asText()).contains("belongs to project 1 of installation");

            JsonNode planned = host.run("session-recording.rebuild", "?take_over=true&dry_run=true");
            assertThat(planned.at("/figures/created").asInt())
                    .as(planned.toString())
                    .isEqualTo(before.size());
            assertThat(documents(host)).as("a dry run changes nothing").isEmpty();

            JsonNode rebuilt = host.run("session-recording.rebuild", "?take_over=true");
            assertThat(rebuilt.path("state").asText()).as(rebuilt.toString()).isEqualTo("succeeded");
            assertThat(documents(host)).isEqualTo(before);

            assertThat(rebuilt.at("/figures/erased").asInt())
                    .as(rebuilt.toString())
                    .isOne();
            s3.bucket().recordings().stream()
                    .filter(key -> key.equals(erased))
                    .forEach(key -> s3.bucket().file(key).toFile().delete());

            JsonNode verified = host.run("session-recording.verify", "?all=true");
            assertThat(verified.path("state").asText()).as(verified.toString()).isEqualTo("succeeded");
            assertThat(verified.at("/figures/checked").asInt()).isEqualTo(before.size());
            JsonNode again = host.run("session-recording.rebuild");
            assertThat(again.at("/figures/known").asInt()).as(again.toString()).isEqualTo(before.size());
        }
    }

    /** Erases a recording; its object comes back, as one that an Object Lock kept. */
    private void eraseButForItsObject(RunningHost host, JsonNode recording) throws Exception {
        String path = RecordingsOf.of(recording);
        String url = host.api().get(path).at("/archive/parts/0/url").asText();
        erased = s3.bucket().recordings().stream()
                .filter(url::endsWith)
                .findFirst()
                .orElseThrow();
        byte[] object = Files.readAllBytes(s3.bucket().file(erased));
        assertThat(host.api().delete(path).toString()).isNotEmpty();
        assertThat(s3.bucket().recordings()).doesNotContain(erased);
        Files.createDirectories(s3.bucket().file(erased).getParent());
        Files.write(s3.bucket().file(erased), object);
    }

    private RunningHost host(String name) throws Exception {
        RunningHost host = RunningHost.start(folder.resolve(name));
        host.settings(s3.settings());
        return host;
    }

    private static void send(RunningHost host, String era) {
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.method().equals("POST")) {
                byte[] body = Bodies.withToken(request.body(), WireSamples.TOKEN, host.token());
                String url = request.url().replace(WireSamples.TOKEN, host.token());
                host.api().capture(url, request.contentType(), request.userAgent(), body);
            }
        }
    }

    /** The archive document of each recording by its link, and what the API says of it that an archive can tell. */
    private static Map<String, JsonNode> documents(RunningHost host) {
        Map<String, JsonNode> documents = new TreeMap<>();
        new RecordingsOf(host)
                .all()
                .forEach(recording -> documents.put(
                        RecordingsOf.link(recording) + " " + recording.path("snapshot_count") + " "
                                + recording.path("bytes") + " " + recording.path("state") + " "
                                + recording.path("start"),
                        host.api().get(RecordingsOf.snapshots(recording))));
        return documents;
    }
}
