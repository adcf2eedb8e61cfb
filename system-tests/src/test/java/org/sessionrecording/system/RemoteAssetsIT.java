package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** Images and fonts that a recording names by address: left out, unless the project says otherwise, and then fetched by the host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteAssetsIT {
    private static final String[] FILES = {
        "/plain.png",
        "/chosen.png",
        "/drawn.png",
        "/changed.png",
        "/named.ttf",
        "/in-style.png",
        "/css/site.css",
        "/css/sheeted.ttf",
        "/in-sheet.png",
        "/in-change.png"
    };
    private static final String SHOWN =
            "(document, id) => { const image = document.getElementById(id); return image.complete && image.naturalWidth; }";

    @TempDir
    static Path folder;

    private PhotoSite site;
    private RunningHost host;
    private Chromium chromium;
    private JsonNode recording;

    @BeforeAll
    void start() throws Exception {
        site = new PhotoSite();
        host = RunningHost.start(folder, Map.of("REPLAY_ASSETS_HOSTS", site.authority()));
        chromium = new Chromium();
        recording = forge();
    }

    @AfterAll
    void stop() throws Exception {
        chromium.close();
        host.close();
        site.close();
    }

    private JsonNode forge() {
        long now = System.currentTimeMillis();
        String snapshots = Resources.text("photo-snapshots.json")
                .replace("SITE", site.url())
                .replace("T0", Long.toString(now))
                .replace("T1", Long.toString(now + 500));
        String event = """
                {"event":"$snapshot","properties":{"token":"%s","distinct_id":"photographer","$session_id":"photos",\
                "$window_id":"w","$snapshot_data":%s}}""".formatted(host.token(), snapshots);
        host.api().capture("/s/", "application/json", "Camera/1", event.getBytes(StandardCharsets.UTF_8));
        return new RecordingsOf(host).awaitNew(Set.of(), "in-change");
    }

    /** A browser that notes what it asks others than the host and the replay origin for. */
    private BrowserContext watching(List<String> elsewhere) {
        BrowserContext browser = chromium.context(1280, 900);
        browser.onRequestFinished(request -> {
            if (!request.url().startsWith(host.url() + "/")
                    && !request.url().startsWith(host.replayUrl() + "/")
                    && request.url().startsWith("http")) {
                elsewhere.add(request.url());
            }
        });
        return browser;
    }

    @Test
    void nobody_is_asked_for_anything_while_the_setting_is_off() {
        site.forget();
        host.settings(Map.of("replay_assets", false));
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        try (BrowserContext browser = watching(elsewhere)) {
            host.login(browser);
            try (PlayerPage player = PlayerPage.blank(host, browser)) {
                Response page = player.page()
                        .waitForResponse(
                                response -> response.url().contains("/replay.html"),
                                () -> player.open(RecordingsOf.link(recording) + "?t=1000000"));
                assertThat(page.url()).endsWith("/session-recording/replay.html");
                assertThat(page.headerValue("content-security-policy"))
                        .contains("style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri")
                        .doesNotContain("/assets/");
                player.awaitLoaded();
                player.await("finished");
                player.awaitHeading("Photographs");
                assertThat(player.inReplayed("document => document.getElementById('changed').src", null))
                        .as("as it was recorded")
                        .isEqualTo(site.url() + "/changed.png");
                assertThat(player.page()
                                .querySelector("[data-session-recording-player]")
                                .getAttribute("data-assets"))
                        .isNull();
                settle(player.page());
            }
        }
        assertThat(elsewhere).isEmpty();
        assertThat(site.asked()).isEmpty();
    }

    @Test
    void the_host_shows_them_where_it_is_on_and_the_site_sees_nothing_of_who_watches() {
        site.forget();
        host.settings(Map.of("replay_assets", true));
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        try (BrowserContext browser = watching(elsewhere)) {
            host.login(browser);
            // a cookie of the recorded site itself, as whoever works for it has
            browser.addCookies(
                    List.of(new com.microsoft.playwright.options.Cookie("shop", "secret").setUrl(site.url())));
            try (PlayerPage player = PlayerPage.atTheEnd(host, browser, RecordingsOf.link(recording))) {
                awaitShown(player);
                player.screenshot("remote-assets");
                for (String refused : List.of("page", "cloud")) {
                    assertThat(player.inReplayed(SHOWN, refused)).as(refused).isEqualTo(0);
                }
                assertThat(player.number("errors")).isZero();
                settle(player.page());
            }
        }
        assertThat(elsewhere).isEmpty();
        assertThat(site.paths()).contains(FILES).doesNotContain("/form", "/frame.html");
        for (PhotoSite.Asked asked : site.asked()) {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.headers().keySet()).isSubsetOf("Host", "Accept", "User-agent", "Connection");
            assertThat(asked.headers().getFirst("User-agent")).isEqualTo("Mozilla/5.0");
        }
    }

    @Test
    void a_shared_recording_shows_them_by_the_same_setting_and_an_exported_one_never() {
        String token = host.api()
                .post(RecordingsOf.of(recording) + "/share", "{}")
                .path("token")
                .asText();
        String link = "/shared/recording?t=1000000&share=" + token;
        host.settings(Map.of("replay_assets", true));
        try (BrowserContext browser = chromium.context(1280, 900);
                PlayerPage player = PlayerPage.play(host, browser, link)) {
            player.await("finished");
            awaitShown(player);
        }
        assertThat(host.api()
                        .ask("GET", RecordingsOf.of(recording) + "/export", "")
                        .body())
                .contains("img-src data: blob:; font-src data:;")
                .doesNotContain("/assets/");
        host.settings(Map.of("replay_assets", false));
        try (BrowserContext browser = chromium.context(1280, 900);
                PlayerPage player = PlayerPage.play(host, browser, link)) {
            player.await("finished");
            player.awaitHeading("Photographs");
            assertThat(player.inReplayed(SHOWN, "plain")).isEqualTo(0);
        }
    }

    private static void awaitShown(PlayerPage player) {
        // how wide depends on which candidate of a srcset the browser takes
        player.page().waitForCondition(() -> List.of("plain", "chosen", "changed").stream()
                .allMatch(id -> player.inReplayed(SHOWN, id) instanceof Integer width && width > 0));
        player.page().waitForCondition(() -> Boolean.TRUE.equals(player.inReplayed("""
                        document => ['Named', 'Sheeted'].every(family =>
                          [...document.fonts].some(font => font.family === family && font.status === 'loaded'))
                        """, null)));
    }

    /** What the page asked for goes through the browser's network before this does. */
    private void settle(Page page) {
        page.evaluate("url => fetch(url).then(answer => answer.text())", host.url() + "/favicon.ico");
    }
}
