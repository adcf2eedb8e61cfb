package org.sessionrecording.bench;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** rrweb-player as it is published, in a page that gives it a whole recording as one file of events. */
final class StockPlayer implements AutoCloseable {
    private static final Path PACKAGE =
            Path.of("session-recording-plugin", "web", "node_modules", "rrweb-player", "dist");

    private final HttpServer server;

    /** @param events a JSON array */
    StockPlayer(byte[] events) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html", resource("stock.html"));
        serve("/rrweb-player.js", "text/javascript", Files.readAllBytes(PACKAGE.resolve("rrweb-player.umd.min.cjs")));
        serve("/style.css", "text/css", Files.readAllBytes(PACKAGE.resolve("style.min.css")));
        serve("/events.json", "application/json", events);
        server.start();
    }

    private void serve(String path, String type, byte[] content) {
        server.createContext(path, exchange -> answer(exchange, type, content));
    }

    private static void answer(HttpExchange exchange, String type, byte[] content) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    /** Opens it, lets it play, and seeks to nine tenths of it. */
    Watched watch(BrowserContext profile) throws IOException {
        profile.addInitScript(new String(resource("watch.js"), java.nio.charset.StandardCharsets.UTF_8));
        try (Page page = profile.newPage()) {
            page.setDefaultTimeout(Watched.PATIENCE.toMillis());
            page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            double first = Watched.number(page.evaluate("() => play()"));
            double seek = Watched.number(page.evaluate("() => seek(0.9)"));
            return new Watched(first, seek, Watched.longest(page));
        }
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = StockPlayer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("Cannot find the resource " + name);
            }
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
