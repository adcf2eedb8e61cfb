package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.RecorderFixture.leave;
import static org.sessionrecording.system.RecorderFixture.storedPieces;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.system.CaptureGate.Answer;

/** What the host leaves to the recorder: where and when it records, and from which length on. */
class RecorderOptionsIT extends RecorderSpecs {
    private static final String MINUTE = "\"minimumDurationMilliseconds\":60000";

    @Test
    void recording_starts_with_an_event_and_goes_on_over_the_session() {
        told("\"eventTriggers\":[\"added\"]");
        try (BrowserContext visitor = on.visitor()) {
            Page page = openNotRecorded(visitor);

            page.click("#b");
            String session = on.sessionOf(page);
            on.awaitSent(page, session);
            page.navigate(on.site.url()); // recorded without another event
            assertThat(on.snapshots(
                            session,
                            list -> list.stream()
                                            .filter(each -> each.path("type").asInt() == 2)
                                            .count()
                                    == 2))
                    .first()
                    .matches(each -> each.path("type").asInt() == 4);
        }
    }

    @Test
    void recording_starts_with_a_page() {
        told("\"urlTriggers\":[{\"url\":\"/checkout\",\"matching\":\"regex\"}]");
        try (BrowserContext visitor = on.visitor()) {
            Page page = openNotRecorded(visitor);

            page.evaluate("history.pushState({}, '', '/checkout')");
            String session = on.sessionOf(page);
            on.awaitSent(page, session);
            leave(page);
            on.snapshotsWith(session, "/checkout");
        }
    }

    @Test
    void pages_that_are_excepted_are_left_out_and_the_next_one_begins_as_a_whole() {
        told("\"urlBlocklist\":[{\"url\":\"/private\",\"matching\":\"regex\"}]");
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.openRecorded(visitor);
            String session = on.sessionOf(page);
            page.evaluate("history.pushState({}, '', '/private'); add('secret.')");
            page.click("#b");
            page.evaluate("document.querySelectorAll('li').forEach(li => li.textContent === 'secret.' && li.remove())");
            page.evaluate("history.pushState({}, '', '/public'); add('seen.')");
            page.click("#b");
            leave(page);

            List<JsonNode> snapshots = on.snapshotsWith(session, "click-2.");
            assertThat(snapshots.toString()).doesNotContain("secret.").contains("seen.", "this page is not recorded");
            assertThat(snapshots.stream().filter(each -> each.path("type").asInt() == 2))
                    .hasSize(2);

            on.gate.reset();
            told("\"urlBlocklist\":[{\"url\":\"/private\",\"matching\":\"regex\"}]");
            page.navigate(on.site.url() + "private");
            on.await(page, () -> on.gate.saw("/decide/"), "asked");
            page.waitForSelector("text=step-25.");
            assertThat(on.gate.paths()).noneMatch(path -> path.contains("engine"));
            assertThat(storedPieces(page)).isZero();
        }
    }

    @Test
    void short_visits_are_not_sent_and_those_that_become_long_enough_are_from_their_beginning() {
        told(MINUTE);
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.open(visitor);
            on.await(
                    page,
                    () -> storedPieces(page) > 0 && !on.kept(page, "decision").isNull(),
                    "recorded");
            String session = on.sessionOf(page);
            page.click("#b");
            on.await(page, () -> !added().isEmpty(), "events are sent");
            assertThat(on.gate.events())
                    .extracting(event -> event.path("event").asText())
                    .doesNotContain("$snapshot");
            leave(page);
            page.navigate(on.site.url() + "?skew=61000");
            page.click("#b");
            on.awaitSent(page, session);
            leave(page);

            assertThat(on.snapshots(session, list -> count(list, "click-1.") == 2))
                    .isNotEmpty();
        }
    }

    @Test
    void a_short_visit_is_forgotten_with_the_next_session() {
        told(MINUTE);
        try (BrowserContext visitor = on.visitor()) {
            Page page = on.open(visitor);
            on.await(
                    page,
                    () -> storedPieces(page) > 0 && !on.kept(page, "decision").isNull(),
                    "recorded");
            String brief = on.sessionOf(page);
            page.click("#b");
            leave(page);
            page.navigate(on.site.url() + "?skew=" + 32 * 60_000);
            String longer = on.sessionOf(page);
            page.click("#b");
            page.evaluate("moveClock(61_000)");
            page.evaluate("history.pushState({}, '', '/later')"); // looks at the time
            on.awaitSent(page, longer);
            leave(page);

            on.snapshotsWith(longer, "click-1.");
            assertThat(on.isRecorded(brief)).isFalse();
        }
    }

    /** Rather than what it should have hidden; what can be told without a browser is refused when it is saved. */
    @ParameterizedTest
    @ValueSource(strings = {"maskTextSelector", "blockSelector"})
    void nothing_is_recorded_where_a_selector_is_not_understood(String setting) {
        told("\"masking\":{\"" + setting + "\":\".fine, :no-such-thing\"}");
        try (BrowserContext visitor = on.visitor()) {
            List<String> warnings = new CopyOnWriteArrayList<>();
            visitor.onConsoleMessage(message -> warnings.add(message.text()));
            Page page = on.open(visitor);
            on.await(
                    page,
                    () -> warnings.stream().anyMatch(text -> text.contains("Cannot record this page")),
                    "said that it cannot");
            String session = on.sessionOf(page);
            page.click("#b");
            on.await(page, () -> !added().isEmpty(), "events are sent");
            leave(page);

            assertThat(on.gate.events())
                    .extracting(event -> event.path("event").asText())
                    .doesNotContain("$snapshot");
            assertThat(on.isRecorded(session)).isFalse();
        }
    }

    /** Opens the site, which was told what to do and records nothing yet. */
    private Page openNotRecorded(BrowserContext visitor) {
        Page page = on.open(visitor);
        on.await(page, () -> !on.kept(page, "decision").isNull(), "told");
        page.waitForSelector("text=step-25.");
        assertThat(on.gate.paths()).noneMatch(path -> path.contains("engine"));
        return page;
    }

    private void told(String option) {
        on.gate.answer("/decide/", Answer.json("{\"sessionRecording\":{\"endpoint\":\"/s/\"," + option + "}}"));
    }

    private List<JsonNode> added() {
        return on.gate.events().stream()
                .filter(event -> event.path("event").asText().equals("added"))
                .toList();
    }

    private static long count(List<JsonNode> snapshots, String text) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.path("type").asInt() == 3
                        && snapshot.toString().contains(text))
                .count();
    }
}
