package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.wire.WireSamples;

/** What clients of each era sent, to the byte, plays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireSamplesReplayIT {
    static final List<String> ERAS = WireSamples.ERAS;

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
    }

    @AfterAll
    void stop() throws Exception {
        chromium.close();
        host.close();
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void every_recorded_visit_replays_without_an_error(String era) throws Exception {
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.method().equals("POST")) {
                send(request);
            }
        }
        List<JsonNode> added = recordings.all().stream()
                .filter(recording -> !before.contains(RecordingsOf.link(recording)))
                .toList();

        assertThat(added).isNotEmpty();
        try (BrowserContext browser = chromium.context(1280, 900)) {
            host.login(browser);
            for (JsonNode recording : added) {
                replays(browser, recording, era);
            }
        }
    }

    private void replays(BrowserContext browser, JsonNode recording, String era) throws Exception {
        try (PlayerPage player = PlayerPage.play(host, browser, RecordingsOf.link(recording))) {
            player.await("playing");
            player.awaitLoaded();
            player.screenshot(era);
            assertThat(player.events())
                    .isEqualTo(recording.path("snapshot_count").asInt());
            player.await("finished");
            player.assertNoErrors();
        }
    }

    /** As it was recorded, but for the token: this host gave another. */
    private void send(WireSamples.Request request) {
        byte[] body = Bodies.withToken(request.body(), WireSamples.TOKEN, host.token());
        String url = request.url().replace(WireSamples.TOKEN, host.token());
        host.api().capture(url, request.contentType(), request.userAgent(), body);
    }
}
