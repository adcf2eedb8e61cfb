package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.BucketServer;
import org.sessionrecording.harness.Chromium;

/** Watching a visit while it goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayerLiveIT {
    private static final String PLAYER = "[data-session-recording-player]";

    @TempDir
    static Path folder;

    private BucketServer s3;
    private RunningHost host;
    private Chromium chromium;
    private BrowserContext browser;

    @BeforeAll
    void start() throws Exception {
        s3 = BucketServer.start(folder.resolve("s3"));
        host = RunningHost.start(folder.resolve("data"));
        host.settings(s3.settings());
        host.settings(Map.of("retention_enabled", true, "retention_days", 1));
        chromium = new Chromium();
        browser = chromium.context(1280, 900);
        host.login(browser);
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        chromium.close();
        host.close();
        s3.close();
    }

    /** Began a minute ago; its first twenty seconds came. */
    private ForgedVisit underWay(String person) {
        return new ForgedVisit(host, person, Duration.ofMinutes(1))
                .picture(0, "/live")
                .seconds(0, 20)
                .send();
    }

    @Test
    void shows_what_comes_as_it_comes_at_the_live_edge() throws Exception {
        ForgedVisit visit = underWay("now");
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link())) {
            player.await("playing");
            assertThat(player.page().innerText(".sr-live")).isEqualTo("Go to live");
            player.page().click(".sr-live");
            player.awaitHeading("second 19");
            player.page().waitForSelector(PLAYER + "[data-live=edge][data-state=finished]");
            assertThat(player.page().innerText(".sr-live")).isEqualTo("Live");
            assertThat(player.page().getAttribute(".sr-main", "aria-label")).startsWith("Pause");

            visit.seconds(20, 23).click(22.5).send();
            player.awaitHeading("second 22");
            player.page().waitForSelector(".sr-time >> text=/ 0:2[23]/");
            player.page().waitForSelector(".sr-list >> text=/ heading “second 22”/");

            visit.seconds(23, 50).send();
            player.awaitHeading("second 49");
            player.page().waitForSelector(PLAYER + "[data-live=edge][data-state=finished]");
            player.screenshot("player-live");

            player.press("k");
            player.page().waitForSelector(PLAYER + "[data-live=behind]");
            visit.seconds(50, 58).send();
            player.page().waitForSelector(".sr-time >> text=/ 0:5[78]/");
            player.awaitHeading("second 49");
            player.press("End");
            player.awaitHeading("second 57");
            player.assertNoErrors();
        }
    }

    @Test
    void takes_in_what_comes_late_and_goes_to_the_window_to_which_the_visitor_went() throws Exception {
        ForgedVisit visit = underWay("late");
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link())) {
            player.await("playing");
            player.press("End");
            player.page().waitForSelector(PLAYER + "[data-live=edge][data-state=finished]");

            visit.seconds(30, 33).send();
            player.awaitHeading("second 32");
            visit.seconds(20, 30).send();
            player.page().waitForSelector(PLAYER + "[data-chunks='3']");
            player.press("k");
            player.press("8");
            player.awaitAt(26_000);
            player.awaitHeading("second 26");

            player.press("End");
            player.page().waitForSelector(PLAYER + "[data-live=edge][data-state=finished]");
            visit.picture(40, "/other").seconds(40, 45).send("w2");
            player.page().waitForSelector(PLAYER + "[data-window='2']");
            player.awaitHeading("second 44");
            player.assertNoErrors();
        }
    }

    @Test
    void goes_on_with_what_comes_after_the_rest_was_archived() throws Exception {
        ForgedVisit visit = underWay("archived");
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link())) {
            player.await("playing");
            host.advance(Duration.ofHours(26));
            host.run("session-recording.retention");
            assertThat(visit.recording().path("state").asText()).isEqualTo("archived");
            visit.seconds(20, 23).send();
            player.page().waitForSelector(PLAYER + "[data-chunks='2']");
            player.press("End");
            player.awaitHeading("second 22");
            player.press("k");
            player.press("5");
            player.awaitHeading("second 11");
            player.assertNoErrors();
        } finally {
            host.advance(Duration.ofHours(-26));
        }
    }

    @Test
    void a_share_link_of_a_span_never_grows() throws Exception {
        ForgedVisit visit = underWay("shared");
        JsonNode recording = visit.recording();
        String share = RecordingsOf.of(recording) + "/share";
        String whole = host.api().post(share, "{}").path("url").asText();
        String span = host.api()
                .post(
                        share,
                        "{\"from\":\"%s\"}".formatted(recording.path("start").asText()))
                .path("url")
                .asText();
        try (BrowserContext stranger = chromium.context(1280, 900);
                PlayerPage player = PlayerPage.blank(host, stranger)) {
            player.open(span.substring(host.url().length()));
            player.await("playing");
            player.press("End");
            player.await("finished");
            assertThat(player.page().isVisible(".sr-live")).isFalse();
            player.open(whole.substring(host.url().length()));
            player.await("playing");
            player.press("End");
            player.page().waitForSelector(PLAYER + "[data-live=edge]");
            visit.seconds(20, 23).send();
            player.awaitHeading("second 22");
        }
    }
}
