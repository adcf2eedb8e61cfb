package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A recording's page in a browser that is logged in. */
final class PlayerPage implements AutoCloseable {
    private static final String ROOT = "[data-session-recording-player]";
    /** Far past any end: the page shows the last picture. */
    private static final String AT_THE_END = "?t=1000000";

    private static final double TIMEOUT = 30_000;

    private final Page page;
    private final String hostUrl;
    private final String replayUrl;
    private final List<String> console = new ArrayList<>();

    private PlayerPage(BrowserContext browser, RunningHost host) {
        this.page = browser.newPage();
        this.hostUrl = host.url();
        this.replayUrl = host.replayUrl();
        page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
        page.onPageError(error -> console.add("pageerror: " + error));
    }

    /** A tab that shows nothing yet, so that one may listen before it does. */
    static PlayerPage blank(RunningHost host, BrowserContext browser) {
        return new PlayerPage(browser, host);
    }

    /** Opens the persistent link and lets it play. */
    static PlayerPage play(RunningHost host, BrowserContext browser, String link) {
        PlayerPage player = blank(host, browser);
        player.open(link);
        return player;
    }

    void open(String path) {
        page.navigate(hostUrl + path);
    }

    /** Opens the persistent link at the end of the recording. */
    static PlayerPage atTheEnd(RunningHost host, BrowserContext browser, String link) {
        PlayerPage player = play(host, browser, link + AT_THE_END);
        player.awaitLoaded();
        player.await("finished");
        return player;
    }

    void awaitLoaded() {
        wait(ROOT + "[data-loaded=true]");
    }

    void await(String state) {
        wait(ROOT + "[data-state=" + state + "]");
    }

    private void wait(String selector) {
        try {
            page.waitForSelector(selector, new Page.WaitForSelectorOptions().setTimeout(TIMEOUT));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "No " + selector + " at " + page.url() + "; "
                            + page.locator("body").innerText() + "; " + page.content() + "; console: " + console,
                    e);
        }
    }

    /** Waits until it is exactly there, so many milliseconds from the recording's start; for one that is paused. */
    void awaitAt(long millis) {
        wait(ROOT + "[data-at='" + millis + "']:not([data-state=loading])");
    }

    /** Waits until the timeline shows gaps; it is drawn a moment after what it shows is known. */
    void awaitGaps() {
        wait(ROOT + "[data-gaps]:not([data-gaps='0'])");
    }

    /** Waits until the heading of the replayed page is this. */
    void awaitHeading(String text) {
        long deadline = System.nanoTime() + (long) (TIMEOUT * 1_000_000);
        while (!text.equals(inReplayed("document => document.querySelector('h1').textContent", null))) {
            assertThat(System.nanoTime()).as("in vain for '%s'", text).isLessThan(deadline);
            page.waitForTimeout(20);
        }
    }

    void press(String key) {
        page.keyboard().press(key);
    }

    int events() {
        return (int) number("events");
    }

    /** What the player says of itself. */
    long number(String name) {
        return Long.parseLong(page.getAttribute(ROOT, "data-" + name));
    }

    void assertNoErrors() {
        assertThat(page.getAttribute(ROOT, "data-last-error")).as("error").isNull();
        assertThat(page.getAttribute(ROOT, "data-last-warning")).as("warning").isNull();
        assertThat(page.getAttribute(ROOT, "data-errors")).isEqualTo("0");
    }

    /** The page on the replay origin, in which rrweb works. */
    Frame theatre() {
        return page.frames().stream()
                .filter(frame -> frame.url().startsWith(replayUrl))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No frame of the replay origin, console: " + console));
    }

    /** What a JavaScript function gives of the replayed document and an argument. */
    Object inReplayed(String function, Object argument) {
        return theatre()
                .evaluate(
                        "argument => (" + function + ")(document.querySelector('iframe').contentDocument, argument)",
                        argument);
    }

    List<String> console() {
        return console;
    }

    Page page() {
        return page;
    }

    void screenshot(String name) {
        Path folder = Path.of(System.getProperty("artifacts"));
        page.screenshot(new Page.ScreenshotOptions()
                .setCaret(ScreenshotCaret.INITIAL) // hiding it would write into the replayed page
                .setPath(folder.resolve(name + ".png")));
    }

    @Override
    public void close() {
        page.close();
    }
}
