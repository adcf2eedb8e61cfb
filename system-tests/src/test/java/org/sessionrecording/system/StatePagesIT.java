package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** What a persistent link shows where the recording cannot be seen, each reason on a page of its own; and the ways to a recording. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatePagesIT {
    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BrowserContext browser;
    private Page page;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        browser = chromium.context(1100, 900);
        host.login(browser);
        page = browser.newPage();
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        chromium.close();
        host.close();
    }

    private ForgedVisit visit(String person, Duration ago) {
        return new ForgedVisit(host, person, ago)
                .picture(0, "/" + person)
                .seconds(0, 5)
                .send();
    }

    private void assertShows(String link, int status, String state, String... texts) {
        Response answer = page.navigate(host.url() + link);
        assertThat(answer.status()).isEqualTo(status);
        Locator shown = page.locator("[data-state]");
        assertThat(shown.count()).isOne();
        assertThat(shown.getAttribute("data-state")).isEqualTo(state);
        assertThat(shown.innerText()).contains(texts);
        assertThat(page.locator(".player").count()).as("players").isZero();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(System.getProperty("artifacts"), "state-" + state + ".png")));
    }

    private void assertLeadsTo(String text, String path) {
        page.click("[data-state] a:has-text(\"" + text + "\")");
        page.waitForURL(host.url() + path);
        assertThat(page.locator("header a").count()).as("the host's own page").isPositive();
    }

    @Test
    void one_that_expired_says_when_and_a_dry_run_said_that_it_was_shared() {
        ForgedVisit visit = visit("expired", Duration.ofDays(3));
        String link = visit.link();
        host.api().post(RecordingsOf.of(visit.recording()) + "/share", "{}");
        host.settings(Map.of("retention_days", 2));
        host.api()
                .put(
                        "/api/projects/1/plugins/session-recording/settings?confirm=true",
                        Map.of("delete_without_archive", true));
        host.run("session-recording.retention", "?dry_run=true");
        page.navigate(host.url() + "/storage");
        assertThat(page.innerText("main"))
                .contains("1 of them is shared by links, which will say that it is gone", "Shared 1");
        JsonNode run = host.run("session-recording.retention", "?confirm=true");
        assertThat(run.path("state").asText()).isEqualTo("succeeded");
        assertShows(link, 410, "expired", "This recording has expired", "Expired", "UTC", "cannot be brought back");
        assertLeadsTo("How long recordings are kept", "/storage");
    }

    @Test
    void one_that_was_erased_says_when_and_that_nothing_is_left() {
        ForgedVisit visit = visit("erased", Duration.ofHours(1));
        String link = visit.link();
        host.api().delete(RecordingsOf.of(visit.recording()));
        assertShows(link, 410, "erased", "This recording was erased", "Erased", "UTC", "Nothing of it is left");
        assertLeadsTo("To the recordings", "/recordings");
    }

    @Test
    void one_that_never_was_leads_to_why_a_visitor_was_not_recorded() {
        String link = "/sessions/nobody/20260102T030405.678Z/recording";
        assertShows(link, 404, "unknown", "There is no such recording", "No project of yours");
        assertLeadsTo("Why was a visitor not recorded?", "/rules/why");
    }

    @Test
    void one_that_was_set_aside_says_why_and_plays_what_is_sound() throws Exception {
        ForgedVisit visit = visit("rotten", Duration.ofHours(1)).seconds(5, 10).send();
        visit.picture(10, "/sound").seconds(10, 15).send();
        setAside(visit);
        page.navigate(host.url() + visit.link() + "?t=1000000");
        assertThat(page.innerText("[role=status].problem"))
                .contains("Set aside on", "its checksum is another", "What of it is sound plays");
        page.waitForSelector("[data-session-recording-player][data-state=finished]");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(System.getProperty("artifacts"), "state-quarantined.png")));
        page.click("[role=status].problem >> text=Storage and tasks");
        page.waitForURL(host.url() + "/storage?project=1");
    }

    /** As retention leaves one whose chunk rotted. */
    private void setAside(ForgedVisit visit) throws Exception {
        long chunk = host.api()
                .get(RecordingsOf.of(visit.recording()) + "/chunks")
                .at("/chunks/0/id")
                .asLong();
        try (Connection connection = host.database().getConnection();
                PreparedStatement rot = connection.prepareStatement(
                        "update chunk set data = overlay(data placing '\\xff' from 3) where id = ?");
                PreparedStatement aside = connection.prepareStatement("""
                        update recording set quarantined = 'its checksum is another', quarantined_at = now()
                        where key = (select recording from chunk where id = ?)""")) {
            rot.setLong(1, chunk);
            assertThat(rot.executeUpdate()).isOne();
            aside.setLong(1, chunk);
            assertThat(aside.executeUpdate()).isOne();
        }
    }

    @Test
    void without_login_one_is_asked_for_it_and_comes_back_to_the_recording() {
        String link = visit("private", Duration.ofHours(1)).link();
        try (BrowserContext stranger = chromium.context(900, 700);
                Page login = stranger.newPage()) {
            login.navigate(host.url() + link);
            assertThat(login.url()).startsWith(host.url() + "/login");
            assertThat(login.innerText("main")).contains("share link");
            assertThat(login.content()).doesNotContain("data-session-recording-player");
            host.logIn(login);
            login.waitForURL(host.url() + link);
            login.waitForSelector("[data-session-recording-player]");
        }
    }

    @Test
    void a_play_stands_wherever_a_visit_is_named_and_beside_it_that_recording_is_off() {
        ForgedVisit visit = visit("named", Duration.ofHours(1));
        for (String where : new String[] {
            "/recordings?distinct_id=named", "/rules/why?distinct_id=named", "/rules/why?session_id=of-named"
        }) {
            page.navigate(host.url() + where);
            assertThat(page.locator("[data-play-toggle]").count())
                    .as("info on %s", where)
                    .isZero();
            page.click("text=▶ Play");
            page.waitForURL(url -> url.startsWith(host.url() + visit.link()));
            page.waitForSelector("[data-session-recording-player]");
        }
        host.settings(Map.of("recording_enabled", false));
        try {
            for (String where : new String[] {"/recordings?distinct_id=named", "/rules/why?distinct_id=named"}) {
                page.navigate(host.url() + where);
                assertThat(page.locator("text=▶ Play").first().isVisible()).isTrue();
                page.click("[data-play-toggle=off] summary");
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of(System.getProperty("artifacts"), "play-toggle.png")));
                page.click("[data-play-toggle=off] a");
                page.waitForURL(url -> url.startsWith(host.url() + "/settings/session-recording"));
                assertThat(page.isChecked("input[name=recording_enabled]")).isFalse();
            }
        } finally {
            host.settings(Map.of("recording_enabled", true));
        }
    }
}
