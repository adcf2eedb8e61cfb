package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.Shown.assertReads;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** What makes a recording large is named on its page, and left out of the next ones with one click. */
class SizeGuardIT {
    private static final String SETTINGS = "/api/projects/1/plugins/session-recording/settings";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Half a megabyte, in one place. */
    private static final String GROW =
            "mark => { for (let i = 0; i < 64; i++) place.append(Object.assign(document.createElement('p'), { textContent: mark + 'x'.repeat(8192) })); }";

    @TempDir
    Path folder;

    private RunningHost host;
    private Chromium chromium;
    private FixturePages pages;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        pages = new FixturePages("hostile");
        pages.script("hostility.js", new byte[0]);
        pages.script("client.js", Recorder.OWN.script(host, pages).getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() throws Exception {
        pages.close();
        chromium.close();
        host.close();
    }

    @Test
    void a_heavy_part_is_blocked_with_one_click_and_undone_with_another() {
        JsonNode heavy = record("first-", "$recording_weights");
        assertThat(heavy.path("facts").path("heavy_parts").toString()).contains("#place (");

        try (BrowserContext browser = chromium.context(1400, 1000)) {
            host.login(browser);
            Page page = browser.newPage();
            page.navigate(host.url() + RecordingsOf.link(heavy));
            Locator button = page.locator("[data-heavy-parts] button[data-block='#place']");
            assertReads(button, "Block this element");
            button.click();
            assertReads(button, "Undo");
            assertThat(host.api().get(SETTINGS).path("block_selector").asText()).isEqualTo("#place");

            JsonNode light = record("second-", "the-end");
            assertThat(host.api().get(RecordingsOf.snapshots(light)).toString())
                    .contains("visible-word")
                    .doesNotContain("second-x");

            page.reload();
            assertReads(button, "Undo");
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of(System.getProperty("artifacts"), "size-guard.png")));
            button.click();
            assertReads(button, "Block this element");
            assertThat(host.api().get(SETTINGS).path("block_selector").asText()).isEmpty();
        }
    }

    private JsonNode record(String mark, String awaited) {
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        try (BrowserContext visitor = chromium.context(800, 600)) {
            Page page = visitor.newPage();
            page.navigate(pages.url() + "page.html");
            JsonNode recording = recordings.awaitAdded(before, () -> show(page));
            page.evaluate(GROW, mark);
            page.evaluate("() => document.body.setAttribute('data-mark', 'the-end')");
            host.api()
                    .waitFor(
                            RecordingsOf.snapshots(recording),
                            document -> {
                                show(page);
                                return document.toString().contains(awaited);
                            },
                            PATIENCE);
            return host.api().get(RecordingsOf.of(recording));
        }
    }

    /** A page that is seen again sends what it holds. */
    private static void show(Page page) {
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
    }
}
