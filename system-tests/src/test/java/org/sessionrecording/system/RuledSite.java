package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One page under any path, on two sites, with either client in it as its makers mean it to be put in. */
final class RuledSite implements AutoCloseable {
    private static final String PAGE = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Site</title>
            <body><h1>A site with rules</h1><p><button>Press</button></p><ol></ol>
            <script>
              document.querySelector("button").onclick = () =>
                document.querySelector("ol").append(Object.assign(document.createElement("li"), { textContent: "pressed" }));
            </script>
            %s</body></html>
            """;
    /** Unmodified, as the host serves it. */
    private static final String POSTHOG = """
            <script src="%1$s/static/array.js"></script>
            <script>
              window.posthog.init("%2$s", { api_host: "%1$s", persistence: "localStorage", opt_out_useragent_filter: true,
                autocapture: false, capture_pageview: false, request_batching: false });
            </script>
            """;

    /** In its makers' page, but for timers, which are ten times as fast; bound functions look like the browser's own. */
    private static final String OWN = """
            <script>
              for (const name of ["setTimeout", "setInterval"]) {
                const native = window[name];
                window[name] = ((work, delay, ...args) => native(work, delay / 10, ...args)).bind(window);
              }
            </script>
            <script src="%1$s/static/session-recording/session-recorder.js"></script>
            <script>window.sessionRecorder.init("%2$s", {});</script>
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final RunningHost host;

    /** Who records. */
    enum Client {
        POSTHOG,
        OWN
    }

    RuledSite(RunningHost host) throws IOException {
        this.host = host;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The site that is to be recorded. */
    String app() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The other one. */
    String marketing() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean own = exchange.getRequestURI().toString().contains("client=OWN");
            String client = (own ? OWN : POSTHOG).formatted(host.url(), host.token());
            byte[] body = PAGE.formatted(client).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Opens a page and waits until its client knows what it may. */
    Visit visit(BrowserContext browser, Client client, String address) {
        return new Visit(browser.newPage(), client, address);
    }

    /** A visitor on a page. */
    static final class Visit {
        private final Page page;
        private final Client client;
        private final List<String> sent = new CopyOnWriteArrayList<>();

        private Visit(Page page, Client client, String address) {
            this.page = page;
            this.client = client;
            page.onRequest(request -> {
                if (isSent(request, "$snapshot")) {
                    sent.add(request.url());
                }
            });
            page.waitForResponse(
                    response -> response.url().contains(client == Client.OWN ? "/decide/" : "/config.js")
                            && response.finished() == null,
                    () -> page.navigate(address + (address.contains("?") ? "&" : "?") + "client=" + client));
            if (client == Client.POSTHOG) {
                page.waitForFunction("!['awaiting_config', 'lazy_loading'].includes(posthog.sessionRecording.status)");
            }
        }

        private static boolean isSent(Request request, String mark) {
            byte[] body = request.postDataBuffer();
            return request.url().matches(".*/s/(\\?.*)?")
                    && body != null
                    && Bodies.text(body).contains(mark);
        }

        Page page() {
            return page;
        }

        /** Fails where the client records, whether or not it has sent anything yet. */
        Visit assertNotRecording() {
            if (client == Client.POSTHOG) {
                assertThat(page.evaluate("posthog.sessionRecording.status"))
                        .as("what the client says of itself")
                        .isNotIn("active", "sampled");
            }
            return this;
        }

        /** Until the client has sent what it holds and may send. */
        Visit settle() {
            if (client == Client.OWN) {
                // events take the same way, behind all that was recorded before them
                page.waitForRequest(
                        request -> isSent(request, "settled"),
                        new Page.WaitForRequestOptions().setTimeout(20_000),
                        () -> capture("settled")
                                .page()
                                .evaluate("document.dispatchEvent(new Event('visibilitychange'))"));
            }
            return this;
        }

        /** Does what people do, and what a client could not overlook. */
        Visit press() {
            page.mouse().move(300, 200);
            page.click("button");
            return this;
        }

        Visit identify(String name) {
            page.evaluate("name => (window.sessionRecorder ?? window.posthog).identify(name)", name);
            return this;
        }

        Visit capture(String event) {
            page.evaluate("event => (window.sessionRecorder ?? window.posthog).capture(event)", event);
            return this;
        }

        /** Goes to another page as applications do, without loading it. */
        Visit go(String path) {
            page.evaluate("path => history.pushState({}, '', path)", path);
            return this;
        }

        String session() {
            return String.valueOf(page.evaluate(
                    client == Client.OWN
                            ? "JSON.parse(localStorage.getItem(Object.keys(localStorage).find(k => /^sr\\..*session$/.test(k)))).id"
                            : "posthog.get_session_id()"));
        }

        /** Goes elsewhere, whereupon clients send what they hold. @return requests with snapshots until then */
        List<String> leave() {
            page.navigate("about:blank");
            return List.copyOf(sent);
        }

        /** Presses until snapshots are on their way. */
        void awaitSnapshots() {
            page.waitForRequest(
                    request -> request.url().contains("/s/"),
                    new Page.WaitForRequestOptions().setTimeout(20_000),
                    this::press);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
