package org.sessionrecording.system;

import com.microsoft.playwright.Page;

/** A visitor of the demo's shop, which loads posthog-js as any site would: from the host's {@code /static/array.js}. */
final class DemoShopVisit {
    private DemoShopVisit() {}

    /**
     * Looks for something, puts it into the cart, orders it, and ends at the garden's chart, stopped.
     *
     * @param mark left in the page at the very end
     * @return the page's normal form at the end
     */
    static String walk(Page page, String url, String mark) {
        page.navigate(url);
        ShopPage.awaitRecorder(page);
        page.locator("#q").pressSequentially("spa");
        page.click("[data-add='Spade']");
        page.click("a[href='#/checkout'] >> nth=0");
        page.fill("input[name=email]", "grace@example.com");
        page.locator("input[name=card]").pressSequentially("4111111111111111");
        page.locator("input[name=pw]").pressSequentially("s3cret!");
        page.selectOption("select", "Wien");
        page.click("form button");
        page.waitForSelector(".ok");
        page.click("a[href='#/garden']");
        String first = page.getAttribute("svg.chart path.line", "d");
        page.waitForFunction(
                "first => document.querySelector('svg.chart path.line').getAttribute('d') !== first", first);
        page.uncheck("#live");
        page.waitForFunction("() => !document.querySelector('#toast.shown') && document.getAnimations().length === 0");
        page.evaluate("mark => document.body.setAttribute('data-mark', mark)", mark);
        page.mouse().move(5, 5);
        return ShopPage.leave(page, url);
    }
}
