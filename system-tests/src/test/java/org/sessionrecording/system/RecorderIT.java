package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.RecorderFixture.NO;
import static org.sessionrecording.system.RecorderFixture.leave;
import static org.sessionrecording.system.RecorderFixture.storage;
import static org.sessionrecording.system.RecorderFixture.storedMore;
import static org.sessionrecording.system.RecorderFixture.storedPieces;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the plugin's own recorder begins, what it asks, sends and keeps, and whom it leaves alone. */
class RecorderIT extends RecorderSpecs {
    private static final int FULL = 2;
    private static final String UUID7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    @Test
    void on_a_first_visit_recording_begins_with_the_answer() {
        on.gate.hold("/decide/");
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.open(visitor);
            on.await(page, () -> on.gate.saw("/decide/"), "asked");
            page.waitForSelector("text=step-25.");
            assertThat(on.gate.paths()).as("no engine yet").noneMatch(path -> path.contains("engine"));
            assertThat(storedPieces(page)).isZero();

            on.gate.release("/decide/");
            on.awaitRecording(page);
            page.click("#b");
            String session = on.sessionOf(page);
            leave(page);
            on.snapshotsWith(session, "click-1.");
        }
    }

    @Test
    void on_a_second_visit_the_first_moments_are_recorded_and_played_though_the_answer_comes_late() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.visitBefore(visitor);
            on.gate.hold("/decide/");
            long opened = ((Number) page.evaluate("Date.now()")).longValue(); // in the session of the visit before
            page.navigate(on.site.url());
            String session = on.sessionOf(page);
            page.waitForSelector("text=step-25.");
            on.await(page, () -> storedMore(page, 4), "recorded ahead of the answer, and kept where it could be sent");
            assertThat(on.gate.paths()).as("before the answer").doesNotContain("/s/");
            long answered = ((Number) page.evaluate("Date.now()")).longValue();
            on.gate.release("/decide/");
            page.click("#b");
            page.click("#b");
            on.await(page, () -> on.gate.saw("/s/"), "sent");
            leave(page);

            List<JsonNode> snapshots = on.snapshotsWith(session, "click-2.");
            List<JsonNode> early = snapshots.stream()
                    .filter(snapshot -> snapshot.path("timestamp").asLong() > opened)
                    .filter(snapshot -> snapshot.path("timestamp").asLong() < answered)
                    .toList();
            String shown = early.toString();
            assertThat(IntStream.rangeClosed(1, 25).mapToObj(step -> "step-" + step + "."))
                    .allMatch(shown::contains);
            assertThat(early.stream().filter(snapshot -> snapshot.path("type").asInt() == 3))
                    .as("changes while the page built itself")
                    .isNotEmpty();
            assertPlayed(session, "step-25.", "click-2.");
        }
    }

    private void assertPlayed(String session, String... texts) {
        try (BrowserContext browser = on.chromium.context(1400, 1000)) {
            on.host.login(browser);
            try (PlayerPage player = PlayerPage.atTheEnd(on.host, browser, on.link(session))) {
                player.screenshot("recorder-" + texts[0]);
                player.assertNoErrors();
                assertThat(player.inReplayed("document => document.body.textContent", null)
                                .toString())
                        .contains(texts);
            }
        }
    }

    @Test
    void after_a_no_nothing_was_sent_but_the_question_and_nothing_recorded_is_kept() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.visitBefore(visitor);
            on.gate.hold("/decide/");
            on.gate.answer("/decide/", NO);
            page.navigate(on.site.url());
            on.await(page, () -> storedPieces(page) > 0, "recorded ahead of the answer");

            on.gate.release("/decide/");
            on.await(page, () -> storedPieces(page) == 0, "forgotten");
            for (char letter : "unseen-by-anybody".toCharArray()) {
                page.locator("#q").pressSequentially(String.valueOf(letter));
                assertThat(storedPieces(page)).isZero();
            }
            assertThat(storage(page).toString()).doesNotContain("step-").doesNotContain("unseen");
            leave(page);
            leave(on.open(visitor));
            assertThat(on.gate.paths()).allMatch(path -> path.equals("/decide/") || path.startsWith("/static/"));
        }
    }

    @Test
    void snapshots_that_a_closed_page_recorded_before_the_answer_are_not_sent_after_a_no() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.visitBefore(visitor);
            on.gate.hold("/decide/");
            page.navigate(on.site.url());
            on.await(page, () -> storedPieces(page) > 0, "recorded ahead of the answer");
            leave(page);
            on.gate.answer("/decide/", NO);
            on.gate.release("/decide/");

            page.navigate(on.site.url());
            on.await(page, () -> storedPieces(page) == 0, "forgotten");
            leave(page);
            assertThat(on.gate.saw("/s/")).isFalse();
        }
    }

    @Test
    void an_opt_out_ends_all_requests_the_script_included_and_leaves_nothing_but_the_choice() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor, "{\"capturePageviews\":true}");
            Page other = on.openRecorded(visitor);
            page.click("#b");
            page.evaluate("sessionRecorder.optOut()");
            on.await(page, () -> storage(page).path("databases").isEmpty(), "forgotten");
            on.gate.reset();
            other.click("#b");
            page.click("#b");
            page.reload();
            page.click("#b");
            page.evaluate("sessionRecorder.identify('ada')");
            leave(page);
            leave(other);
            page.navigate(on.site.url());
            page.waitForSelector("text=step-25.");

            assertThat(on.gate.seen()).isEmpty();
            JsonNode kept = storage(page);
            assertThat(kept.path("local")).hasSize(1);
            assertThat(kept.path("local")
                            .path("sr." + on.host.token() + ".consent")
                            .asText())
                    .isEqualTo("\"out\"");
            assertThat(List.of(kept.path("tab"), kept.path("databases"))).allMatch(JsonNode::isEmpty);
            assertThat(kept.path("cookies").asText()).isEmpty();

            page.evaluate("sessionRecorder.optIn()");
            on.awaitRecording(page);
            page.click("#b");
            String session = on.sessionOf(page);
            leave(page);
            assertThat(on.snapshotsWith(session, "click-1.").toString()).doesNotContain("click-2.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"globalPrivacyControl: true", "doNotTrack: '1'"})
    void the_browsers_signals_are_an_opt_out_unless_the_site_decided_otherwise(String signal) {
        try (BrowserContext visitor = on.visitor()) {
            visitor.addInitScript("Object.entries({" + signal + "}).forEach(([name, value]) =>"
                    + " Object.defineProperty(navigator, name, { get: () => value }))");
            Page page = on.open(visitor);
            page.waitForSelector("text=step-25.");
            page.click("#b");
            leave(page);
            assertThat(on.gate.seen()).isEmpty();

            leave(on.openRecorded(visitor, "{\"respectDoNotTrack\":false}"));
        }
    }

    @Test
    void pages_are_left_with_an_event_only_where_they_are_viewed_with_one() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            leave(page);
            on.await(page, () -> on.gate.saw("/s/"), "sent");
            assertThat(names(on.gate.events())).containsOnly("$snapshot");

            on.gate.reset();
            page.navigate(on.site.url("{\"capturePageviews\":true}"));
            on.awaitRecording(page);
            page.evaluate("history.pushState({}, '', '/second?options={\"capturePageviews\":true}')");
            leave(page);
            on.await(page, () -> names(on.gate.events()).contains("$pageleave"), "left");
            assertThat(names(on.gate.events()).stream().filter(name -> !name.equals("$snapshot")))
                    .containsExactly("$pageview", "$pageview", "$pageleave");
        }
    }

    @Test
    void every_event_and_snapshot_names_its_session_and_window_and_tabs_share_the_one_but_not_the_other() {
        try (BrowserContext visitor = on.visitor()) {
            Page first = on.openRecorded(visitor);
            Page second = on.openRecorded(visitor);
            Page copy = visitor.waitForPage(() -> first.evaluate("void window.open(location.href)"));
            copy.waitForSelector("text=step-25.");
            for (Page page : List.of(first, second, copy)) {
                page.click("#b");
            }
            String session = on.sessionOf(first);
            List.of(first, second, copy).forEach(RecorderFixture::leave);
            on.await(first, () -> added(on.gate.events()).size() == 3, "sent");

            List<JsonNode> events = on.gate.events();
            assertThat(events)
                    .extracting(event -> event.at("/properties/$session_id").asText())
                    .containsOnly(session);
            assertThat(session).matches(UUID7);
            assertThat(events)
                    .extracting(event -> event.at("/properties/$window_id").asText())
                    .allMatch(window -> window.matches(UUID7));
            assertThat(added(events).stream()
                            .map(event -> event.at("/properties/$window_id").asText()))
                    .doesNotHaveDuplicates();
            assertThat(on.snapshotsWith(session, "click-1.").stream()
                            .filter(snapshot -> snapshot.path("type").asInt() == FULL))
                    .as("pages taken as a whole")
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }

    private static List<String> names(List<JsonNode> events) {
        return events.stream().map(event -> event.path("event").asText()).toList();
    }

    private static List<JsonNode> added(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("event").asText().equals("added"))
                .toList();
    }
}
