package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sessionrecording.harness.Chromium;

/**
 * A browser in which nothing goes out unheard: its own events tell of requests and dialogs, a port of connections, and the log of its
 * network of names that were only looked up. All stand before the first page is opened.
 */
final class WatchedBrowser implements AutoCloseable {
    /** A name of whom recordings phone home to. */
    static final String HOME = "leak.example";
    /** One that is looked up on purpose. */
    private static final String LOOKUP = "lookup.control.example";

    /** By a content security policy, or since another origin's document may not be used at all. */
    private static final Set<String> STOPPED = Set.of("csp", "origin");

    /** What any script of a recording leaves in whatever window it reaches. */
    private static final String OWNED = """
            () => [window, ...[...document.querySelectorAll('iframe')].map(each => each.contentWindow)]
              .filter(each => { try { return each.owned !== undefined || each.Object.prototype.polluted !== undefined; } catch { return false; } })
              .length
            """;

    private static final String PROVOKE = """
            () => {
              for (const frame of document.querySelectorAll('iframe')) {
                const inside = frame.contentDocument;
                for (const each of inside ? inside.querySelectorAll('a, button, summary, [tabindex], [onmouseover]') : []) {
                  try {
                    each.click();
                    each.focus();
                    each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
                  } catch (e) {
                    continue; // some elements refuse
                  }
                }
                for (const form of inside ? inside.forms : []) {
                  try {
                    HTMLFormElement.prototype.requestSubmit.call(form);
                  } catch (e) {
                    continue;
                  }
                }
              }
            }
            """;

    private final RunningHost host;
    private final BrowserContext browser;
    private final Eavesdropper eavesdropper;
    private final Path log;
    private final List<String> trouble = new CopyOnWriteArrayList<>();

    /**
     * With a profile of its own, as people have: browsers that keep none do not follow hints to connect or to look up names.
     *
     * @param folder for its profile and the log of its network
     */
    WatchedBrowser(RunningHost host, Chromium chromium, Eavesdropper eavesdropper, Path folder) throws IOException {
        this.host = host;
        this.eavesdropper = eavesdropper;
        this.log = folder.resolve("network.json");
        this.browser = chromium.persistent(folder.resolve("profile"), List.of("--log-net-log=" + log));
        // one that a policy stops is announced as well, and never leaves the browser
        browser.onRequestFinished(request -> note(request.url()));
        browser.onRequestFailed(request -> {
            if (!STOPPED.contains(request.failure())) {
                note(request.url() + " " + request.failure());
            }
        });
        browser.onDialog(Dialog::dismiss);
        browser.onDialog(dialog -> trouble.add("dialog " + dialog.message()));
        assertHearsWhatAPageAsksFor();
    }

    /** One that has no defence, to see that nobody here is deaf. */
    private void assertHearsWhatAPageAsksFor() throws IOException {
        try (Eavesdropper images = new Eavesdropper();
                Eavesdropper hints = new Eavesdropper();
                BareSite site = new BareSite("<link rel=preconnect href=" + hints.url()
                        + "><link rel=dns-prefetch href=//" + LOOKUP + "><script>document.write('<img src="
                        + images.url() + "/image>')</script>")) {
            Page page = open(site.url());
            page.waitForCondition(() -> !images.heard().isEmpty()
                    && !hints.heard().isEmpty()
                    && trouble.stream().anyMatch(each -> each.contains(images.url())));
            page.close();
        }
        trouble.clear();
    }

    WatchedBrowser loggedIn() {
        host.login(browser);
        return this;
    }

    private void note(String url) {
        boolean ours = url.startsWith(host.url() + "/") || url.startsWith(host.replayUrl() + "/");
        boolean local = url.startsWith("data:")
                || url.startsWith("blob:")
                || url.startsWith("about:")
                || url.startsWith("file:");
        if (!ours && !local) {
            trouble.add("request " + url);
        }
    }

    BrowserContext context() {
        return browser;
    }

    Page open(String url) {
        Page page = browser.newPage();
        // an attack may keep a file from being loaded to the end, which a page that plays meanwhile does not mind
        page.navigate(url, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        return page;
    }

    /** The frames whose scripts are ours: the page itself, and the one in which rrweb works. */
    private static List<Frame> stages(Page page) {
        return page.frames().stream()
                .filter(frame -> frame.parentFrame() == null || frame.url().contains("/replay.html"))
                .toList();
    }

    /** Clicks and types on all that can be reached, as a curious person would, and as no script of the page can forbid. */
    static void provoke(Page page) {
        stages(page).forEach(frame -> frame.evaluate(PROVOKE));
    }

    /** No script ran in any frame, however deep, and nobody was asked for anything. */
    void assertNothingHappened(Page page) {
        assertThat(eavesdropper.heard()).isEmpty();
        assertThat(trouble).isEmpty();
        stages(page)
                .forEach(frame ->
                        assertThat(frame.evaluate(OWNED)).as(frame.url()).isEqualTo(0));
        // what was asked for goes through the browser's network before this does
        page.evaluate(
                "url => fetch(url).catch(() => 0)",
                page.url().startsWith("file:") ? "data:," : host.url() + "/favicon.ico");
        assertThat(trouble).isEmpty();
        assertThat(eavesdropper.heard()).isEmpty();
    }

    /** Ends, and reads what the browser's network wrote down itself: it knows of names that were only looked up. */
    @Override
    public void close() throws IOException {
        browser.close();
        try (var lines = Files.lines(log)) {
            String home = eavesdropper.url().replace("http://", "");
            List<String> named = lines.skip(1) // how it was started
                    .filter(line -> line.contains(LOOKUP) || line.contains(HOME) || line.contains(home))
                    .toList();
            assertThat(named).as("what is looked up").anyMatch(line -> line.contains(LOOKUP));
            assertThat(named)
                    .as("what leads to whom a recording names")
                    .noneMatch(line -> line.contains(HOME) || line.contains(home));
        }
    }
}
