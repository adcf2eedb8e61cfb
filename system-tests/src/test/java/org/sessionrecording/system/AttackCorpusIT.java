package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.harness.Chromium;

/**
 * A corpus of recordings that attack whoever watches them, on the recording's page, by a share link, and from an exported file:
 * none of their scripts runs, and nobody outside hears of it, see {@link WatchedBrowser}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackCorpusIT {
    private static final String PLAYER = "[data-session-recording-player]";
    private static final int DEEP = 100_000;

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private Eavesdropper eavesdropper;
    private AttackForge forge;
    /** Of somebody who is logged in, and of somebody who is not. */
    private WatchedBrowser insider;

    private WatchedBrowser outsider;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder.resolve("host"));
        chromium = new Chromium();
        eavesdropper = new Eavesdropper();
        insider = new WatchedBrowser(host, chromium, eavesdropper, folder.resolve("insider")).loggedIn();
        outsider = new WatchedBrowser(host, chromium, eavesdropper, folder.resolve("outsider"));
        forge = new AttackForge(host, eavesdropper.url());
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningHost running = host;
                Chromium browsers = chromium;
                Eavesdropper port = eavesdropper) {
            insider.close();
            outsider.close();
            assertThat(port.heard()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"script-urls", "handlers", "reaching-out", "svg", "css", "frames-forms", "pollution"})
    void an_attack_does_nothing_wherever_it_is_watched(String attack) throws Exception {
        watchEverywhere(forge.forge(attack), attack, page -> {});
    }

    @Test
    void a_page_that_grows_a_hundred_thousand_deep_is_cut_and_plays() throws Exception {
        watchEverywhere(forge.growing("growing", DEEP), "growing", AttackCorpusIT::assertSaysWhatItLeftOut);
    }

    @Test
    void a_stored_page_that_nests_a_hundred_thousand_deep_is_cut_and_plays() throws Exception {
        watchEverywhere(forge.stored("stored deep", DEEP), "stored deep", AttackCorpusIT::assertSaysWhatItLeftOut);
    }

    private static void assertSaysWhatItLeftOut(Page page) {
        assertThat(page.innerText("body")).containsPattern("99\\d{3} elements out of place left out");
    }

    /** What is looked at once all of it was played. */
    private interface Look {
        void at(Page page);
    }

    private void watchEverywhere(JsonNode recording, String attack, Look look) throws Exception {
        String link = host.url() + RecordingsOf.link(recording) + "?t=1000000";
        watch(insider, link, attack, look);
        host.settings(Map.of("replay_assets", true));
        watch(insider, link, attack, look); // the listener is on this machine, which the host refuses to fetch from
        host.settings(Map.of("replay_assets", false));
        String token = host.api()
                .post(RecordingsOf.of(recording) + "/share", "{}")
                .path("token")
                .asText();
        watch(outsider, host.url() + "/shared/recording?share=" + token + "&t=1000000", attack, look);
        watch(outsider, export(recording).toUri().toString(), attack, look);
    }

    private static void watch(WatchedBrowser browser, String url, String attack, Look look) {
        Page page = browser.open(url);
        page.waitForSelector(url.startsWith("file:") ? "html[data-state=finished]" : PLAYER + "[data-state=finished]");
        awaitMark(page, attack);
        look.at(page);
        WatchedBrowser.provoke(page);
        browser.assertNothingHappened(page);
        page.close();
    }

    private static void await(Page page, String selector) {
        try {
            page.waitForSelector(selector);
        } catch (TimeoutError e) {
            throw new AssertionError("No " + selector + " at " + page.url() + "; " + page.innerText("body"), e);
        }
    }

    /** The recording was rebuilt at all: its last text stands in a frame. */
    private static void awaitMark(Page page, String attack) {
        page.waitForCondition(() -> page.frames().stream().anyMatch(frame -> String.valueOf(
                        frame.evaluate("() => document.body ? document.body.textContent : ''"))
                .contains(AttackForge.MARK + " " + attack)));
    }

    private Path export(JsonNode recording) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + RecordingsOf.of(recording) + "/export"))
                .header("Authorization", "Bearer " + RunningHost.API_KEY)
                .build();
        Path file = Files.createTempFile(folder, "export", ".html");
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        return file;
    }

    @Test
    void facts_addresses_and_ids_that_are_markup_are_text_on_every_page() {
        String markup =
                "\"'><img src=x onerror=window.owned=1><script>window.owned=1</script><svg/onload=window.owned=1>{{7*7}}";
        ArrayNode snapshots = AttackForge.beginning(
                System.currentTimeMillis(),
                "javascript:window.owned=1//" + markup,
                forge.read("handlers", "markup").path("node"));
        JsonNode recording = forge.post(markup, "session " + markup, "window " + markup, snapshots);
        assertThat(recording.path("distinct_id").asText()).isEqualTo(markup);
        String shared = host.api()
                .post(RecordingsOf.of(recording) + "/share", "{\"person\":true}")
                .path("url")
                .asText();
        for (String url : List.of(
                host.url() + "/recordings",
                host.url() + "/recordings?distinct_id=" + URLEncoder.encode(markup, StandardCharsets.UTF_8) + "&url="
                        + URLEncoder.encode(markup, StandardCharsets.UTF_8),
                host.url() + RecordingsOf.link(recording),
                host.url() + RecordingsOf.link(recording).replace("/recording", "/erase"),
                host.url() + "/storage",
                shared)) {
            Page page = insider.open(url);
            page.waitForLoadState(LoadState.DOMCONTENTLOADED);
            assertThat(page.querySelectorAll("img[src=x], script:not([src])"))
                    .as(url)
                    .isEmpty();
            insider.assertNothingHappened(page);
            page.close();
        }
        Page page = insider.open(host.url() + RecordingsOf.link(recording));
        await(page, PLAYER + "[data-state=finished]");
        page.click("[data-share-open]");
        page.waitForSelector("dialog[open] [data-list] li");
        insider.assertNothingHappened(page);
        page.close();
    }

    @Test
    void json_that_nests_a_hundred_thousand_deep_is_refused_and_harms_nobody() {
        String deep = "[".repeat(DEEP) + "]".repeat(DEEP);
        String event = "{\"event\":\"$snapshot\",\"properties\":{\"token\":\"" + host.token()
                + "\",\"distinct_id\":\"deep\",\"$session_id\":\"deep\",\"$window_id\":\"w\",\"$snapshot_data\":[{\"type\":5,"
                + "\"timestamp\":1,\"data\":" + deep + "}]}}";
        assertThat(host.api().ask("POST", "/s/", event).statusCode()).isEqualTo(413);
        assertThat(host.api().get("/api/projects/1/recordings?distinct_id=deep").path("results"))
                .isEmpty();
    }
}
