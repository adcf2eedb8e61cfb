package org.sessionrecording.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Pages of a site of their own, from a folder of the test resources; a page may be given a client and other headers. */
final class FixturePages implements AutoCloseable {
    /** Where a page names its client. */
    private static final String CLIENT = "/*CLIENT*/";

    private final String folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();

    FixturePages(String folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Serves a page again, at an address of its own, with this script in its head. */
    String page(String name, String address, String script) {
        return page(name, address, script, page -> page);
    }

    /** The same, with other changes. */
    String page(String name, String address, String script, UnaryOperator<String> changed) {
        String page = changed.apply(Resources.text(folder + "/" + name)).replace(CLIENT, script);
        made.put("/" + address, page.getBytes(StandardCharsets.UTF_8));
        return url() + address;
    }

    void script(String name, byte[] content) {
        made.put("/" + name, content);
    }

    /** Sends these headers with an address. */
    void headers(String address, Map<String, String> values) {
        headers.put("/" + address, values);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] content = content(path);
            exchange.getResponseHeaders().set("Content-Type", type(path));
            headers.getOrDefault(path, Map.of()).forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
                exchange.getResponseBody().write(content);
            }
        }
    }

    private static String type(String path) {
        if (path.endsWith(".svg")) {
            return "image/svg+xml";
        }
        return path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
    }

    private byte @Nullable [] content(String path) throws IOException {
        byte[] known = made.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = FixturePages.class.getResourceAsStream("/" + folder + path)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
