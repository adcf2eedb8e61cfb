package org.sessionrecording.system;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sessionrecording.wire.WireSamples;

/** The garden shop of the wire samples, served on an origin of its own, with the npm client of one era in it, unmodified. */
final class ShopPage implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final byte[] html;
    private final Path client;
    private final String era;

    private ShopPage(String era, RunningHost host) throws IOException {
        this.era = era;
        html = new String(WireSamples.page(), StandardCharsets.UTF_8)
                .replace("http://127.0.0.1:8111", host.url())
                .replace(WireSamples.TOKEN, host.token())
                .getBytes(StandardCharsets.UTF_8);
        client = Path.of(System.getProperty("clients"), era, "dist", "array.js");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    static ShopPage serve(String era, RunningHost host) throws IOException {
        return new ShopPage(era, host);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** The page on which a visitor is at the end; the others are visited before. */
    enum Ending {
        /** Cards with gradients in SVG, filtered by a typed search, and a cart. */
        SHOP,
        /** An SVG chart that was live and stopped, in a window that changed its size. */
        CHART,
        /** A form that was filled in, scrolled and submitted. */
        CHECKOUT
    }

    /** A visit, and what the page was like at its end. */
    record Visit(String normalForm) {}

    /** Walks through the shop as a visitor would, and leaves a mark that comes last. */
    Visit visit(BrowserContext browser, Ending ending, String mark) {
        Page page = browser.newPage();
        page.navigate(url());
        awaitRecorder(page);
        Arrays.stream(Ending.values()).filter(part -> part != ending).forEach(part -> go(page, part));
        go(page, ending);
        page.evaluate("mark => document.body.setAttribute('data-mark', mark)", mark);
        page.mouse().move(5, 5);
        // in 2020 clients kept what they held when the visitor left, so that visitor stays
        return new Visit(era.equals(WireSamples.ERAS.get(0)) ? NormalForm.of(page, url()) : leave(page, url()));
    }

    /** Closes the visit as people do, by going elsewhere: clients send what they still hold. */
    static String leave(Page page, String url) {
        String normalForm = NormalForm.of(page, url);
        page.navigate("about:blank");
        return normalForm;
    }

    private static void go(Page page, Ending part) {
        switch (part) {
            case SHOP -> shop(page);
            case CHART -> chart(page);
            case CHECKOUT -> checkout(page);
        }
    }

    /** Until the first snapshots are on their way: since 2024 clients wait for a first sign of life. */
    static void awaitRecorder(Page page) {
        page.waitForRequest(
                request -> request.url().contains("/s/"), new Page.WaitForRequestOptions().setTimeout(20_000), () -> {
                    page.mouse().move(200, 200);
                    page.mouse().click(400, 20);
                });
    }

    private static void shop(Page page) {
        page.click("a[href='#/shop']");
        page.click("button[data-n='Spade']");
        page.locator("#q").pressSequentially("tro");
        page.click("button[data-n='Trowel']");
        page.locator("#q").fill("");
        page.locator("#q").pressSequentially("ee");
    }

    private static void chart(Page page) {
        page.click("a[href='#/chart']");
        page.check("#live");
        page.waitForFunction(
                "first => document.querySelector('#line').getAttribute('d') !== first",
                page.getAttribute("#line", "d"));
        page.uncheck("#live");
        page.setViewportSize(1000, 700);
    }

    private static void checkout(Page page) {
        page.click("a[href='#/checkout']");
        page.fill("input[name=email]", "grace@example.com");
        page.locator("input[name=card]").pressSequentially("4111111111111111");
        page.locator("input[name=pw]").pressSequentially("s3cret!");
        page.selectOption("select", "Wien");
        page.fill("textarea", "Leave it by the hedge");
        page.mouse().wheel(0, 600);
        page.click("form button");
        page.waitForSelector(".ok");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean script = exchange.getRequestURI().getPath().equals("/static/array.js");
            byte[] body = script ? Files.readAllBytes(client) : html;
            exchange.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
