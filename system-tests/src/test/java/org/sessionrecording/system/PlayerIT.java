package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** What people do with the player, in a browser, with recordings that are whole, broken, or in several windows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayerIT {
    private static final Pattern RUN = Pattern.compile("/chunks/(\\d+)");

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BrowserContext browser;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        browser = loggedIn();
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        chromium.close();
        host.close();
    }

    private BrowserContext loggedIn() {
        BrowserContext context = chromium.context(1280, 900);
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        host.login(context);
        return context;
    }

    /** Ten minutes in chunks of ten seconds, a picture at the beginning and one halfway. */
    private ForgedVisit tenMinutes(String person) {
        ForgedVisit visit = new ForgedVisit(host, person, Duration.ofMinutes(20));
        for (int second = 0; second < 600; second += 10) {
            if (second % 300 == 0) {
                visit.picture(second, "/page/" + second);
            }
            visit.seconds(second, second + 10).send();
        }
        return visit;
    }

    private long chunk(ForgedVisit visit, int index) {
        return host.api()
                .get(RecordingsOf.of(visit.recording()) + "/chunks")
                .path("chunks")
                .get(index)
                .path("id")
                .asLong();
    }

    private static void awaitStopped(PlayerPage player) {
        player.await("playing");
        player.press("k");
        player.await("paused");
    }

    /** The heading must be that of the second in which the player is. */
    private static void assertShowsItsSecond(PlayerPage player) {
        long second = player.number("at") / 1000;
        player.awaitHeading("second " + second);
    }

    @Test
    void begins_in_the_middle_by_the_picture_before_it_and_seeks_back_and_forth() throws Exception {
        ForgedVisit visit = tenMinutes("seeker");
        long halfway = chunk(visit, 30);
        List<Long> asked = new CopyOnWriteArrayList<>();
        try (PlayerPage player = PlayerPage.blank(host, browser)) {
            player.page().onRequest(request -> {
                Matcher run = RUN.matcher(request.url());
                if (run.find()) {
                    asked.add(Long.parseLong(run.group(1)));
                }
            });
            player.open(visit.link() + "?t=583");
            awaitStopped(player);
            assertThat(asked.get(0)).as("first chunk asked for").isGreaterThanOrEqualTo(halfway - 1);
            assertThat(player.number("at")).isBetween(583_000L, 599_000L);
            assertShowsItsSecond(player);

            player.press("1");
            player.awaitAt(59_950);
            assertShowsItsSecond(player);
            player.press(".");
            player.awaitAt(60_000);
            assertShowsItsSecond(player);
            player.press("l");
            player.awaitAt(70_000);
            player.press(",");
            player.awaitAt(69_000);
            assertShowsItsSecond(player);
            player.press("c");
            player.page().waitForSelector(".sr-flash-in >> text=Link to 1:09 copied");
            assertThat(player.page().evaluate("() => navigator.clipboard.readText()"))
                    .isEqualTo(host.url() + visit.link() + "?t=69");
            player.press("k");
            player.await("playing");
            player.assertNoErrors();
        }
    }

    @Test
    void a_video_is_what_it_was_at_the_moment_one_goes_to() throws Exception {
        ForgedVisit visit = new ForgedVisit(host, "viewer", Duration.ofMinutes(5));
        visit.picture(0, "/").video(1).seconds(1, 15).volume(15, "0.25").seconds(15, 60);
        try (PlayerPage player = PlayerPage.play(host, browser, visit.send().link() + "?t=50")) {
            awaitStopped(player);
            awaitVideo(player, "heard at 0.25, 1 times as fast, stopped");
            player.press("1");
            player.awaitAt(5_950);
            awaitVideo(player, "muted at 0.5, 1.5 times as fast, stopped");
            player.press("8");
            player.awaitAt(47_600);
            awaitVideo(player, "heard at 0.25, 1 times as fast, stopped");
            player.assertNoErrors();
        }
    }

    /** The time of a seek is known before its picture is there. */
    private static void awaitVideo(PlayerPage player, String told) {
        player.page().waitForCondition(() -> told.equals(video(player)));
    }

    private static Object video(PlayerPage player) {
        return player.inReplayed("""
                document => {
                  const { muted, volume, playbackRate, paused } = document.querySelector('video') ?? {};
                  return `${muted ? 'muted' : 'heard'} at ${volume}, ${playbackRate} times as fast, ${paused ? 'stopped' : 'running'}`;
                }""", null);
    }

    @Test
    void asks_again_for_chunks_that_were_moved_meanwhile_and_loses_none() throws Exception {
        ForgedVisit visit = tenMinutes("mover");
        AtomicBoolean moved = new AtomicBoolean();
        try (PlayerPage player = PlayerPage.blank(host, browser)) {
            player.page().route(RUN, route -> {
                if (moved.compareAndSet(false, true)) {
                    route.fulfill(new Route.FulfillOptions().setStatus(410).setBody("{}"));
                } else {
                    route.resume();
                }
            });
            player.open(visit.link() + "?t=590");
            player.awaitLoaded();
            assertThat(player.number("lost")).isZero();
            player.assertNoErrors();
        }
    }

    @Test
    void plays_around_a_chunk_that_rotted_and_labels_the_gap() throws Exception {
        ForgedVisit visit = tenMinutes("rotten");
        rot(chunk(visit, 33));
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link() + "?t=330")) {
            player.awaitLoaded();
            awaitStopped(player);
            assertThat(player.number("lost")).isOne();
            player.awaitGaps();
            assertThat(player.page().innerText(".sr-status")).contains("1 part missing");
            player.press("8");
            player.awaitAt(479_600);
            player.awaitHeading("second 479");
        }
    }

    private void rot(long chunk) throws Exception {
        try (Connection connection = host.database().getConnection();
                PreparedStatement rot = connection.prepareStatement(
                        "update chunk set data = overlay(data placing '\\xff' from 3) where id = ?")) {
            rot.setLong(1, chunk);
            assertThat(rot.executeUpdate()).isOne();
        }
    }

    @Test
    void begins_with_the_first_picture_and_leaves_out_what_no_rrweb_knows() throws Exception {
        ForgedVisit visit = new ForgedVisit(host, "headless", Duration.ofMinutes(5));
        visit.seconds(0, 20)
                .send()
                .picture(20, "/late")
                .seconds(20, 40)
                .unknown(30)
                .send();
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link())) {
            awaitStopped(player);
            assertThat(player.number("at")).isGreaterThanOrEqualTo(20_000);
            assertThat(player.number("unknown")).isOne();
            player.awaitGaps();
            assertThat(player.number("gaps")).as("the head").isOne();
            assertShowsItsSecond(player);
            player.assertNoErrors();
        }
    }

    @Test
    void says_so_where_there_is_no_picture_and_lists_what_happened_all_the_same() throws Exception {
        ForgedVisit visit = new ForgedVisit(host, "blind", Duration.ofMinutes(5));
        visit.seconds(0, 10)
                .click(3)
                .error(4, "\\\"<img src=x onerror=alert(1)>\\\"")
                .seconds(20, 30)
                .click(10.1)
                .click(10.3)
                .click(10.5)
                .send();
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link())) {
            player.await("empty");
            assertThat(player.page().innerText(".sr-message")).contains("No full picture");
            player.page().waitForSelector("[data-surveyed=true]");
            player.page().waitForSelector(".sr-list .sr-rage");
            assertThat(player.page().innerText(".sr-list"))
                    .contains("Click", "Rage click", "<img src=x onerror=alert(1)>");
            assertThat(player.page().querySelectorAll(".sr-list img")).isEmpty();
            player.page().fill(".sr-filter", "rage");
            assertThat(player.page().querySelectorAll(".sr-list li")).hasSize(1);
        }
    }

    @Test
    void follows_the_visitor_through_windows_or_stays_with_one() throws Exception {
        ForgedVisit visit = new ForgedVisit(host, "tabs", Duration.ofMinutes(5));
        visit.picture(0, "/one").seconds(0, 30).send("one");
        visit.picture(30, "/two").seconds(30, 60).send("two");
        visit.seconds(60, 90).send("one");
        try (PlayerPage player = PlayerPage.play(host, browser, visit.link() + "?t=40")) {
            awaitStopped(player);
            assertThat(player.number("window")).isEqualTo(2);
            player.press("8");
            player.awaitAt(71_600);
            assertThat(player.number("window")).isOne();
            player.page().selectOption(".sr-windows", "two");
            player.page().waitForSelector("[data-session-recording-player][data-window='2']");
            player.page().selectOption(".sr-windows", "\n");
            player.page().waitForSelector("[data-session-recording-player][data-window='1']");
            player.assertNoErrors();
        }
    }

    @Test
    void remembers_for_each_user_how_they_like_it_on_another_computer() throws Exception {
        String link = tenMinutes("liked").link();
        try (PlayerPage player = PlayerPage.play(host, browser, link)) {
            player.await("playing");
            player.page().waitForResponse(kept("\"speed\":1.5", "\"skip_idle\":false", "\"panel\":false"), () -> {
                player.press(">");
                player.press("i");
                player.press("b");
            });
        }
        try (BrowserContext elsewhere = loggedIn();
                PlayerPage player = PlayerPage.play(host, elsewhere, link)) {
            player.await("playing");
            player.page().waitForSelector("[data-watch][data-panel=closed]");
            assertThat(player.page().inputValue("select[aria-label=Speed]")).isEqualTo("1.5");
            assertThat(player.page().getAttribute("[aria-label^='Skip inactivity']", "aria-pressed"))
                    .isEqualTo("false");
            player.page().waitForResponse(kept("\"speed\":1,", "\"skip_idle\":true", "\"panel\":true"), () -> {
                player.press("<");
                player.press("i");
                player.press("b");
            });
        }
    }

    /** Tells the answer to the request that keeps preferences in which all of these stand. */
    private static Predicate<Response> kept(String... texts) {
        return answer -> answer.request().method().equals("PUT")
                && answer.url().contains("/api/preferences/")
                && answer.status() == 204
                && Stream.of(texts).allMatch(answer.request().postData()::contains);
    }

    @Test
    void goes_on_to_the_next_of_the_list_unless_one_says_no() throws Exception {
        String older = tenMinutes("older").link();
        String newer = tenMinutes("newer").link();
        try (PlayerPage player = PlayerPage.blank(host, browser)) {
            player.open("/recordings?project=1");
            player.page().click("a[href^='" + newer + "']");
            player.page().waitForSelector("[aria-label^='Next recording']:not([hidden])");
            player.press("a");
            player.press("End");
            Page page = player.page();
            page.click("[role=alertdialog] >> text=Cancel");
            assertThat(page.isVisible("[role=alertdialog]")).isFalse();
            assertThat(page.url()).contains(newer);

            player.press("Home");
            player.await("playing");
            player.press("End");
            page.click("[role=alertdialog] >> text=Play now");
            page.waitForURL(url -> url.contains(older));
            player.await("playing");
            player.press("a");
        }
    }

    @Test
    void tells_its_keys_and_leaves_those_alone_that_are_typed() throws Exception {
        JsonNode recording = tenMinutes("keys").recording();
        try (PlayerPage player = PlayerPage.play(host, browser, RecordingsOf.link(recording))) {
            player.await("playing");
            player.press("?");
            assertThat(player.page().innerText("dialog[open]")).contains("Play or pause", "Skip inactivity");
            player.page().screenshot(new Page.ScreenshotOptions().setPath(artifact("player-keys")));
            player.press("Escape");
            assertThat(player.page().isVisible("dialog")).isFalse();
            player.page().fill(".sr-filter", "k");
            player.page().press(".sr-filter", "k");
            assertThat(player.page().inputValue(".sr-filter")).isEqualTo("kk");
            assertThat(player.page().getAttribute("[data-session-recording-player]", "data-state"))
                    .isEqualTo("playing");
        }
    }

    private static Path artifact(String name) {
        return Path.of(System.getProperty("artifacts"), name + ".png");
    }
}
