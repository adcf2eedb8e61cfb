package org.sessionrecording.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A site on an origin of its own with the plugin's snippet in each page, as its owner would put it there: {@code
 * /?options=JSON} is what the snippet passes on. Time within a page can be moved, and its timers run ten times as fast.
 */
final class RecordedSite implements AutoCloseable {
    private static final String SNIPPET = "classes/org/sessionrecording/plugin/player/files/snippet.txt";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final String page;

    RecordedSite(String recorderHost, String token) throws IOException {
        page = template().replace("<!-- snippet -->", snippet(recorderHost, token));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** The page whose snippet passes these options on. */
    String url(String options) {
        return url() + "?options=" + java.net.URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    private static String template() throws IOException {
        try (InputStream in = RecordedSite.class.getResourceAsStream("/recorded-site.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String snippet(String host, String token) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(pluginZip())) {
            return Files.readString(zip.getPath(SNIPPET))
                    .replace("__HOST__", '"' + host + '"')
                    .replace("__TOKEN__", '"' + token + '"')
                    .replace("__OPTIONS__", "siteOptions");
        }
    }

    private static Path pluginZip() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("bundled.plugins")))) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No plugin to take the snippet from"));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
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
