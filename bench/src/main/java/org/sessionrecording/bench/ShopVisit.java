package org.sessionrecording.bench;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator.PressSequentiallyOptions;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import java.util.List;
import org.sessionrecording.bench.CaptureServer.Sent;
import org.sessionrecording.harness.Chromium;

/** The same visit to the recorded shop whoever records it: looks, searches, buys, orders and watches a live chart. */
final class ShopVisit {
    private static final double PAINTED = 10_000;

    /**
     * What one visit took.
     *
     * @param millis from opening the page to leaving it
     * @param sent all requests that brought something
     * @param scriptBytes of the recorder's scripts, compressed
     * @param scriptBytesBeforePaint what of it had arrived when the page was first seen
     * @param mainThreadMillis by the recorder's scripts
     */
    record Figures(
            double millis,
            List<Sent> sent,
            double scriptBytes,
            double scriptBytesBeforePaint,
            double mainThreadMillis) {
        double requestsPerMinute() {
            return sent.size() * 60_000 / millis;
        }

        double bytesSent() {
            return sent.stream().mapToLong(request -> request.body().length).sum();
        }
    }

    private final Chromium browser;
    private final CaptureServer server;

    ShopVisit(Chromium browser, CaptureServer server) {
        this.browser = browser;
        this.server = server;
    }

    /** @param rounds through the shop, of a quarter of a minute each */
    Figures take(RecorderKind kind, int rounds) throws Exception {
        try (RecordedShop shop = new RecordedShop(kind.snippet(server.url()));
                BrowserContext visitor = browser.context(1280, 900)) {
            server.forget();
            Page page = visitor.newPage();
            MainThread thread = MainThread.watch(page);
            long began = System.nanoTime();
            page.navigate(shop.url());
            page.waitForFunction(
                    "performance.getEntriesByType('paint').length > 0",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(PAINTED));
            for (int round = 0; round < rounds; round++) {
                round(page);
            }
            double scripts = scriptBytes(page, "Infinity");
            double early = scriptBytes(page, "performance.getEntriesByType('paint')[0].startTime");
            double busy = thread.millisOf(server.url());
            page.navigate("about:blank");
            double millis = (System.nanoTime() - began) / 1e6;
            settle(page);
            return new Figures(millis, server.sent(), scripts, early, busy);
        }
    }

    private static void round(Page page) {
        page.mouse().move(200, 200);
        page.mouse().move(400, 300, new Mouse.MoveOptions().setSteps(10));
        page.click("nav a[href='#/shop']");
        type(page, "#q", "spa");
        page.click("[data-add='Spade']");
        page.waitForTimeout(1_500);
        page.fill("#q", "");
        page.mouse().wheel(0, 600);
        page.waitForTimeout(1_500);
        page.click("nav a[href='#/checkout']");
        type(page, "input[name=email]", "grace@example.com");
        type(page, "input[name=card]", "4111111111111111");
        type(page, "input[name=pw]", "s3cret!");
        page.selectOption("select", "Wien");
        page.click("form button");
        page.waitForTimeout(1_000);
        page.click("nav a[href='#/garden']");
        page.waitForTimeout(6_000);
    }

    private static void type(Page page, String field, String text) {
        page.locator(field).pressSequentially(text, new PressSequentiallyOptions().setDelay(60));
    }

    private double scriptBytes(Page page, String before) {
        return ((Number) page.evaluate(
                        "origin => performance.getEntriesByType('resource')"
                                + ".filter(entry => entry.name.startsWith(origin + '/static/') && entry.responseEnd <= "
                                + before
                                + ").reduce((sum, entry) => sum + entry.encodedBodySize, 0)",
                        server.url()))
                .doubleValue();
    }

    /** Until what a page sends when it is left has arrived. */
    private void settle(Page page) {
        int before;
        do {
            before = server.sent().size();
            page.waitForTimeout(1_000);
        } while (server.sent().size() > before);
    }

    /**
     * Closes a tab right after something happened in it.
     *
     * @return how many of the events of {@code tabs} visits did not arrive
     */
    int lostOnClosing(RecorderKind kind, int tabs) throws Exception {
        server.forget();
        try (RecordedShop shop = new RecordedShop(kind.snippet(server.url()));
                BrowserContext visitor = browser.context(1280, 900)) {
            Page other = visitor.newPage();
            for (int tab = 0; tab < tabs; tab++) {
                Page page = visitor.newPage();
                page.navigate(shop.url());
                page.mouse().click(300, 300);
                page.waitForTimeout(2_000);
                page.evaluate(kind.global() + ".capture('bought', {tab: 'tab-" + tab + "-end'})");
                page.close(new Page.CloseOptions().setRunBeforeUnload(true));
            }
            settle(other);
        }
        String all = SentBodies.text(server.sent());
        int lost = 0;
        for (int tab = 0; tab < tabs; tab++) {
            lost += all.contains("tab-" + tab + "-end") ? 0 : 1;
        }
        return lost;
    }
}
