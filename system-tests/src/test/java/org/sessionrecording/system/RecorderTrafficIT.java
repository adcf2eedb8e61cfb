package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.system.RecorderFixture.leave;
import static org.sessionrecording.system.RecorderFixture.storedMore;
import static org.sessionrecording.system.RecorderFixture.storedPieces;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.system.CaptureGate.Answer;

/** What was recorded gets to the host in order and once, or the recording says what is missing. */
class RecorderTrafficIT extends RecorderSpecs {
    private static final Answer BUSY = new Answer(503, Map.of("Retry-After", "1"), "{}");
    private static final int CLICKS = 30;

    @Test
    void a_tab_that_is_closed_in_the_middle_of_something_loses_no_event() {
        try (BrowserContext visitor = on.visitor()) {
            Page other = visitor.newPage();
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            clickMany(page);
            page.close(new Page.CloseOptions().setRunBeforeUnload(true));
            on.await(other, () -> added().size() == CLICKS, "told of each click");
            assertThat(added())
                    .extracting(event -> event.at("/properties/n").asInt())
                    .isSorted();
            assertClicksOnce(on.snapshotsWith(session, "click-" + CLICKS + "."));
        }
    }

    @Test
    void what_is_too_much_for_a_page_that_goes_away_comes_with_the_next_visit_in_order_and_once() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            on.gate.hold("/s/"); // nothing is taken before the page goes
            page.evaluate("""
                    for (let n = 1; n <= 12; n++) {
                      add(Array.from(crypto.getRandomValues(new Uint8Array(20_000)), (byte) => byte.toString(36)).join("") + "-large-" + n + ".");
                    }
                    """);
            on.await(page, () -> storedPieces(page) > 0, "kept");
            clickMany(page);
            on.await(page, () -> clicksKept(page), "kept to the last click");
            leave(page);
            on.gate.release("/s/");
            page.navigate(on.site.url());
            List<JsonNode> snapshots = on.snapshots(
                    session,
                    list -> list.toString().contains("click-" + CLICKS + ".")
                            && list.toString().contains("-large-1."));
            assertClicksOnce(snapshots);
            String all = snapshots.toString();
            assertThat(IntStream.rangeClosed(1, 12).mapToObj(n -> "-large-" + n + "."))
                    .allMatch(all::contains);
        }
    }

    @Test
    void a_host_that_is_busy_gets_all_in_order_and_once_when_it_is_not() {
        on.gate.answer("/s/", BUSY);
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            clickMany(page);
            on.await(page, () -> on.gate.saw("/s/"), "tried");
            on.gate.askHost("/s/");
            on.await(page, () -> storedPieces(page) == 0, "sent");
            assertClicksOnce(on.snapshotsWith(session, "click-" + CLICKS + "."));
        }
    }

    @Test
    void while_one_request_is_under_way_there_is_no_other_whatever_happens() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            on.awaitSent(page, session);
            on.gate.reset();
            on.gate.hold("/s/");
            clickMany(page);
            for (int seen = 0; seen < 3; seen++) { // as a page does that is hidden, shown and offline in between
                page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
                page.evaluate("window.dispatchEvent(new Event('online')); add('more.')");
            }
            on.await(page, () -> on.gate.saw("/s/"), "under way");
            int pieces = storedPieces(page);
            on.await(page, () -> storedMore(page, pieces + 3), "kept, though there was time to send it");
            on.gate.release("/s/");
            on.await(page, () -> storedPieces(page) == 0, "sent");
            assertClicksOnce(on.snapshotsWith(session, "click-" + CLICKS + "."));
            assertThat(on.gate.most()).isEqualTo(1);
        }
    }

    @Test
    void what_happens_offline_is_sent_when_the_network_is_back() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            AtomicInteger failed = new AtomicInteger();
            page.onRequestFailed(request -> failed.incrementAndGet());
            visitor.setOffline(true);
            clickMany(page);
            on.await(page, () -> clicksKept(page) && failed.get() > 0, "kept to the last click, and tried in vain");
            on.gate.reset();
            visitor.setOffline(false);
            assertClicksOnce(on.snapshotsWith(session, "click-" + CLICKS + "."));
            assertThat(added())
                    .extracting(event -> event.at("/properties/n").asInt())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void after_a_crash_the_next_visit_sends_what_was_left_in_order_and_once() {
        on.gate.answer("/s/", BUSY);
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            clickMany(page);
            on.await(page, () -> clicksKept(page), "kept to the last click");
            crash(page);
            on.gate.reset();
            Page next = on.open(visitor);
            List<JsonNode> snapshots = on.snapshotsWith(session, "click-" + CLICKS + ".");
            assertClicksOnce(snapshots);
            on.await(next, () -> added().size() >= CLICKS, "told of each click");
            assertThat(added())
                    .extracting(event -> event.at("/properties/n").asInt())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void after_the_browser_was_killed_too(@TempDir Path profile) {
        on.gate.answer("/s/", BUSY);
        BrowserContext visitor = on.chromium.persistent(profile);
        Page page = on.openRecorded(visitor);
        String session = on.sessionOf(page);
        clickMany(page);
        on.await(page, () -> clicksKept(page), "kept to the last click");
        Chromium.kill(profile);
        on.gate.reset();
        try (BrowserContext again = on.chromium.persistent(profile)) {
            on.open(again);
            assertClicksOnce(on.snapshotsWith(session, "click-" + CLICKS + "."));
        }
    }

    @Test
    void over_a_quota_recording_rests_and_says_so_before_it_goes_on() {
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            on.awaitSent(page, session);
            on.gate.reset();
            on.gate.answer("/s/", Answer.json("{\"status\":1,\"quota_limited\":[\"recordings\"]}"));
            page.click("#b");
            on.await(page, () -> on.gate.saw("/s/"), "sent");
            on.await(page, () -> storedPieces(page) == 0, "settled");
            on.gate.reset();
            page.click("#b"); // missing
            page.evaluate("moveClock(61_000)");
            on.awaitSent(page, session);
            page.click("#b");
            leave(page);

            List<JsonNode> snapshots = on.snapshotsWith(session, "click-3.");
            List<JsonNode> gaps = snapshots.stream()
                    .filter(snapshot -> snapshot.at("/data/tag").asText().equals("$recording_gap"))
                    .toList();
            assertThat(gaps)
                    .extracting(gap -> gap.at("/data/payload/reason").asText())
                    .contains("recording is over its quota");
            JsonNode before = snapshots.get(snapshots.indexOf(gaps.get(0)) - 1);
            assertThat(before.path("type").asInt())
                    .as("the page as it was then")
                    .isEqualTo(2);
        }
    }

    @Test
    void browsers_without_streams_or_workers_compress_as_well() {
        try (BrowserContext visitor = on.visitor()) {
            visitor.addInitScript("delete window.CompressionStream; delete window.Worker;");
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            page.click("#b");
            on.awaitSent(page, session);
            leave(page);
            on.snapshotsWith(session, "click-1.");
            assertThat(on.gate.seen().stream().filter(request -> request.path().equals("/s/")))
                    .allMatch(request -> request.body()[0] == (byte) 0x1f && request.body()[1] == (byte) 0x8b);
        }
    }

    @Test
    void a_host_that_answers_with_a_page_of_its_proxy_disturbs_nobody_and_is_asked_again() {
        on.gate.answer("/decide/", new Answer(200, Map.of("Content-Type", "text/html"), "<html>log in</html>"));
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.open(visitor);
            List<String> errors = new java.util.ArrayList<>();
            page.onPageError(errors::add);
            on.await(page, () -> on.gate.saw("/decide/"), "asked");
            page.click("#b");
            assertThat(page.textContent("#steps")).contains("click-1.");
            on.gate.askHost("/decide/");
            on.awaitRecording(page);
            assertThat(errors).isEmpty();
        }
    }

    /** In one go, so that nothing has time to be sent. */
    private static void clickMany(Page page) {
        page.evaluate("for (let n = 0; n < " + CLICKS + "; n++) document.querySelector('#b').click()");
    }

    /** Whether the last click is in the page's journal, as snapshot and as event. */
    private static boolean clicksKept(Page page) {
        return Boolean.TRUE.equals(page.evaluate("""
                async () => {
                  const db = await new Promise((done) => (indexedDB.open("session-recorder").onsuccess = (e) => done(e.target.result)));
                  const rows = await new Promise((done) =>
                    (db.transaction("pieces").objectStore("pieces").getAll().onsuccess = (e) => done(e.target.result)));
                  db.close();
                  const kept = JSON.stringify(rows);
                  return kept.includes("click-%1$d.") && kept.includes('\\\\"n\\\\":%1$d');
                }
                """.formatted(CLICKS)));
    }

    private static void crash(Page page) {
        assertThatThrownBy(() -> page.navigate("chrome://crash"))
                .isInstanceOf(PlaywrightException.class)
                .hasMessageContaining("crash");
    }

    private List<JsonNode> added() {
        return on.gate.events().stream()
                .filter(event -> event.path("event").asText().equals("added"))
                .toList();
    }

    private static void assertClicksOnce(List<JsonNode> snapshots) {
        String all = snapshots.stream()
                .filter(snapshot -> snapshot.path("type").asInt() == 3)
                .toList()
                .toString();
        int at = -1;
        for (int n = 1; n <= CLICKS; n++) {
            int found = all.indexOf("click-" + n + ".");
            assertThat(found).as("click " + n).isGreaterThan(at);
            assertThat(all.indexOf("click-" + n + ".", found + 1))
                    .as("again click " + n)
                    .isNegative();
            at = found;
        }
    }
}
