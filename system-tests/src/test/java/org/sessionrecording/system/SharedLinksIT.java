package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** Sharing as people do it, in two browsers: the dialog of who shares, and the link of who has no login, also within other sites. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedLinksIT {
    private static final String PLAYER = "[data-session-recording-player]";
    private static final String PASSWORD = "open sesame now";
    /** Where Chromium shows nothing, as a policy forbids it. */
    private static final String NOTHING = "chrome-error://";

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BrowserContext sharer;
    private BrowserContext sharee;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        sharer = chromium.context(1280, 1000);
        sharer.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        host.login(sharer);
        sharee = chromium.context(1280, 900);
    }

    @AfterAll
    void stop() throws Exception {
        sharer.close();
        sharee.close();
        chromium.close();
        host.close();
    }

    /** A minute, with full pictures at its beginning and halfway. */
    private ForgedVisit minute(String person) {
        ForgedVisit visit = new ForgedVisit(host, person, Duration.ofMinutes(5));
        visit.picture(0, "/").seconds(0, 30).send();
        return visit.picture(30, "/half").seconds(30, 60).send();
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(System.getProperty("artifacts"), name + ".png")));
    }

    @Test
    void a_span_is_shared_by_the_dialog_watched_without_login_counted_and_withdrawn() {
        ForgedVisit visit = minute("the-visitor-of-the-dialog");
        try (Page page = sharer.newPage()) {
            page.navigate(host.url() + visit.link());
            String url = share(page);
            try (Page elsewhere = sharee.newPage()) {
                watch(elsewhere, url);
                withdraw(page);
                assertThat(elsewhere.reload().status()).isEqualTo(404);
                assertThat(elsewhere.locator("[data-state=no-access]").innerText())
                        .contains("This link opens nothing");
                assertThat(elsewhere.locator("a").count())
                        .as("ways into the host")
                        .isZero();
            }
        }
    }

    /** Fills in the dialog and gives the link, as it was copied. */
    private static String share(Page page) {
        page.click("[data-share-open]");
        page.check("dialog[open] input[name=span]");
        page.fill("dialog[open] input[name=from]", "0:40");
        page.fill("dialog[open] input[name=to]", "0:50");
        page.locator("dialog[open] input[name=to]").blur();
        page.waitForSelector(
                "[data-begins]:has-text('Shows 0:30 to 0:50: it begins at the last full picture of the page, at 0:30.')");
        page.fill("dialog[open] input[name=password]", PASSWORD);
        page.click("dialog[open] >> text=Make the link");
        page.waitForSelector("[data-made]:visible");
        screenshot(page, "share-dialog");
        page.click("dialog[open] [data-copy]");
        page.waitForSelector("dialog[open] [data-copy]:has-text('Copied')");
        String copied = String.valueOf(page.evaluate("() => navigator.clipboard.readText()"));
        assertThat(copied).isEqualTo(page.inputValue("#share-url")).contains("/shared/recording?share=");
        page.waitForSelector("[data-list] li:has-text('0:40 to 0:50, without the person, password; 0 views')");
        return copied;
    }

    private void watch(Page elsewhere, String url) {
        elsewhere.navigate(url);
        elsewhere.fill("input[type=password]", "a wrong guess");
        elsewhere.click("text=Open");
        assertThat(elsewhere.innerText("[role=alert]")).isEqualTo("That is not the password.");
        elsewhere.fill("input[type=password]", PASSWORD);
        elsewhere.click("text=Open");
        elsewhere.waitForSelector(PLAYER + "[data-loaded=true]");
        elsewhere.keyboard().press("End");
        elsewhere.waitForSelector(PLAYER + "[data-state=finished]");
        // from the picture at 0:30 on, to 0:50
        assertThat(Long.parseLong(elsewhere.getAttribute(PLAYER, "data-at"))).isBetween(19_000L, 20_001L);
        assertThat(elsewhere.content()).doesNotContain("the-visitor-of-the-dialog");
        screenshot(elsewhere, "shared");
    }

    private static void withdraw(Page page) {
        page.click("dialog[open] [data-close]");
        page.click("[data-share-open]");
        page.waitForSelector("[data-list] li:has-text('1 view;')");
        page.click("[data-list] >> text=Withdraw");
        page.waitForSelector("[data-list] li:has-text('withdrawn')");
    }

    @Test
    void a_link_plays_within_the_site_it_names_and_stays_empty_within_others() throws Exception {
        JsonNode recording = minute("embedded").recording();
        try (BareSite wiki = new BareSite("");
                BareSite other = new BareSite("");
                Page page = sharee.newPage()) {
            JsonNode share = share(recording, "{\"embed\":[\"" + origin(wiki) + "\"]}");
            String url = share.path("url").asText() + "&t=1000000";
            Frame embedded = frameIn(page, wiki, url);
            embedded.waitForSelector(PLAYER + "[data-state=finished]");
            page.waitForCondition(() -> page.frames().stream().anyMatch(frame -> String.valueOf(
                            frame.evaluate("() => document.body ? document.body.textContent : ''"))
                    .contains("second 59")));
            screenshot(page, "embedded");

            assertThat(frameIn(page, other, url).url()).startsWith(NOTHING);
            String closed = share(recording, "{}").path("url").asText();
            assertThat(frameIn(page, wiki, closed).url()).startsWith(NOTHING);
            assertThat(frameIn(page, wiki, host.url() + "/login").url()).startsWith(NOTHING);
        }
    }

    /** All ancestors of a frame are asked: the replay page's are the host's pages, and for one share the sites it names. */
    @Test
    void the_replay_page_is_framed_by_the_sites_of_a_share_and_by_no_others() throws Exception {
        JsonNode recording = minute("replayed").recording();
        String replay = host.replayUrl() + "/session-recording/replay.html";
        try (BareSite wiki = new BareSite("");
                BareSite other = new BareSite("");
                Page page = sharee.newPage()) {
            String share = share(recording, "{\"embed\":[\"" + origin(wiki) + "\"]}")
                    .path("id")
                    .asText();
            assertThat(frameIn(page, wiki, replay + "?embedded=" + share).url()).startsWith(replay);
            assertThat(frameIn(page, other, replay + "?embedded=" + share).url())
                    .startsWith(NOTHING);
            assertThat(frameIn(page, wiki, replay).url()).startsWith(NOTHING);
            assertThat(frameIn(page, wiki, replay + "?embedded=nonsense").url()).startsWith(NOTHING);
            host.api().delete(RecordingsOf.of(recording) + "/shares/" + share);
            assertThat(frameIn(page, wiki, replay + "?embedded=" + share).url())
                    .as("withdrawn")
                    .startsWith(NOTHING);
        }
    }

    private JsonNode share(JsonNode recording, String body) {
        return host.api().post(RecordingsOf.of(recording) + "/share", body);
    }

    private static String origin(BareSite site) {
        return site.url().replaceFirst("/$", "");
    }

    /** A frame of this address in a page of that site, once it is there or was refused. */
    private static Frame frameIn(Page page, BareSite site, String url) {
        page.navigate(site.url());
        Response answer = page.waitForResponse(
                response -> response.url().equals(url.replaceFirst("#.*", "")), () -> page.evaluate("""
                        url => {
                          const frame = document.createElement('iframe');
                          frame.width = 1000; frame.height = 700; frame.src = url;
                          document.body.append(frame);
                        }""", url));
        Frame frame = answer.frame();
        page.waitForCondition(
                () -> frame.url().startsWith(NOTHING) || frame.url().startsWith(url));
        return frame;
    }
}
