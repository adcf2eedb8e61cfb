package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.RecorderFixture.leave;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How sessions end, pause and go on while time passes, stops and jumps. */
class RecorderSessionIT extends RecorderSpecs {
    private static final int FULL = 2;
    private static final int META = 4;
    private static final int CUSTOM = 5;
    private static final int INPUT = 5;

    @Test
    void typing_after_half_an_hour_opens_a_session_that_begins_with_the_whole_page_and_lacks_no_key() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            page.locator("#q").pressSequentially("ab");
            String before = on.sessionOf(page);
            pass(page, Duration.ofMinutes(31));
            page.locator("#q").pressSequentially("cde");
            String after = on.sessionOf(page);
            assertThat(after).isNotEqualTo(before);
            on.awaitSent(page, after);
            leave(page);

            assertThat(on.snapshotsWith(before, "echo-ab").toString()).doesNotContain("echo-abc");
            List<JsonNode> next = on.snapshotsWith(after, "echo-abcde");
            assertBeginsWithPage(next);
            assertThat(typed(next)).as("what was typed, masked").containsExactly("***", "****", "*****");
        }
    }

    @Test
    void one_key_into_a_field_whose_mask_stays_the_same_opens_the_next_session_too() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            page.locator("#q").pressSequentially("a".repeat(20));
            String before = on.sessionOf(page);
            pass(page, Duration.ofMinutes(31));
            page.keyboard().press("b");
            String after = on.sessionOf(page);
            assertThat(after).isNotEqualTo(before);
            on.awaitSent(page, after);
            leave(page);

            assertBeginsWithPage(on.snapshotsWith(after, "echo-" + "a".repeat(20) + "b"));
        }
    }

    @Test
    void a_session_lasts_a_day_however_busy_the_visitor_is() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String first = on.sessionOf(page);
            page.focus("#q");
            for (int hours = 0; hours < 24; hours += 1) {
                for (int twice = 0; twice < 2; twice++) {
                    page.keyboard().press("x");
                    assertThat(on.sessionOf(page)).isEqualTo(first);
                    pass(page, Duration.ofMinutes(30).minusSeconds(1));
                }
            }
            page.keyboard().press("x");
            assertThat(on.sessionOf(page)).isEqualTo(first);
            pass(page, Duration.ofMinutes(1));
            page.keyboard().press("y");
            String second = on.sessionOf(page);
            assertThat(second).isNotEqualTo(first);
            on.awaitSent(page, second);
            leave(page);
            assertBeginsWithPage(on.snapshotsWith(second, "xy"));
        }
    }

    @Test
    void tabs_share_a_session_and_the_one_in_the_background_begins_the_next_with_its_page_too() {
        try (BrowserContext visitor = on.visitor()) {
            Page front = on.openRecorded(visitor);
            Page back = on.openRecorded(visitor);
            String before = on.sessionOf(front);
            front.evaluate("sessionRecorder.reset()");
            front.click("#b");
            String after = on.sessionOf(front);
            back.evaluate("add('from-behind.')");
            assertThat(on.sessionOf(back)).isEqualTo(after).isNotEqualTo(before);
            on.awaitSent(front, after);
            on.awaitSent(back, after);
            leave(front);
            leave(back);

            List<JsonNode> next = on.snapshots(
                    after,
                    list -> list.toString().contains("click-1.")
                            && list.toString().contains("from-behind."));
            assertThat(next.toString())
                    .as("in the page itself, and not as a change of it")
                    .containsOnlyOnce("from-behind.");
            assertThat(next.stream().filter(snapshot -> type(snapshot) == FULL)).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void five_minutes_without_the_visitor_pause_and_what_he_does_then_goes_on_with_the_whole_page() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            page.click("#b");
            String session = on.sessionOf(page);
            pass(page, Duration.ofMinutes(6));
            page.evaluate("add('unseen.'); document.querySelector('#steps').lastChild.remove(); add('nobody-there.')");
            page.evaluate("new Promise(done => realTimeout(done, 50))"); // rrweb's observer has run
            page.click("#b");
            assertThat(on.sessionOf(page)).isEqualTo(session);
            leave(page);

            List<JsonNode> snapshots = on.snapshotsWith(session, "click-2.");
            assertThat(snapshots.toString()).doesNotContain("unseen.");
            assertThat(tags(snapshots)).contains("$recording_paused");
            List<JsonNode> full = snapshots.stream()
                    .filter(snapshot -> type(snapshot) == FULL)
                    .toList();
            assertThat(full).hasSize(2);
            assertThat(full.get(1).toString()).contains("nobody-there.");
        }
    }

    @Test
    void a_laptop_that_slept_for_days_and_a_clock_that_was_set_back_begin_another_session() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            page.click("#b");
            String first = on.sessionOf(page);
            pass(page, Duration.ofDays(3));
            page.click("#b");
            String second = on.sessionOf(page);
            on.awaitSent(page, second);
            pass(page, Duration.ofHours(-1));
            page.click("#b");
            String third = on.sessionOf(page);
            on.awaitSent(page, third);
            pass(page, Duration.ofSeconds(-20));
            page.click("#b");
            assertThat(on.sessionOf(page)).as("a little back is no harm").isEqualTo(third);
            assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
            pass(page, Duration.ofDays(-3).plusHours(1)); // or the host would take its times for wrong
            leave(page);

            assertBeginsWithPage(on.snapshotsWith(second, "click-2."));
            assertBeginsWithPage(on.snapshotsWith(third, "click-4."));
        }
    }

    @Test
    void a_reset_begins_another_session_of_another_visitor_with_the_whole_page() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            page.evaluate("sessionRecorder.identify('grace', {plan: 'garden'})");
            page.click("#b");
            String first = on.sessionOf(page);
            page.evaluate("sessionRecorder.reset()");
            page.click("#b");
            String second = on.sessionOf(page);
            assertThat(second).isNotEqualTo(first);
            assertThat(on.kept(page, "id").path("id").asText()).isNotEqualTo("grace");
            on.awaitSent(page, second);
            leave(page);

            assertThat(on.snapshotsWith(first, "click-1.").toString()).doesNotContain("click-2.");
            assertBeginsWithPage(on.snapshotsWith(second, "click-2."));
        }
    }

    private static void pass(Page page, Duration time) {
        page.evaluate("moveClock(" + time.toMillis() + ")");
    }

    private static void assertBeginsWithPage(List<JsonNode> snapshots) {
        List<Integer> types = snapshots.stream()
                .map(RecorderSessionIT::type)
                .filter(type -> type != CUSTOM)
                .limit(2)
                .toList();
        assertThat(types).containsExactly(META, FULL);
    }

    private static List<String> typed(List<JsonNode> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.at("/data/source").asInt() == INPUT)
                .map(snapshot -> snapshot.at("/data/text").asText())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<String> tags(List<JsonNode> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> type(snapshot) == CUSTOM)
                .map(snapshot -> snapshot.at("/data/tag").asText())
                .toList();
    }

    private static int type(JsonNode snapshot) {
        return snapshot.path("type").asInt();
    }
}
