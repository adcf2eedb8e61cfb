package org.sessionrecording.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/** A garden shop on an origin of its own; whoever clicks in it is recorded by an unmodified client. Runs until closed. */
public final class Shop implements AutoCloseable {
    private static final Map<String, String> TYPES = Map.of(
            "/index.html", "text/html; charset=utf-8",
            "/shop.css", "text/css; charset=utf-8",
            "/shop.js", "text/javascript; charset=utf-8",
            "/chart.js", "text/javascript; charset=utf-8",
            "/goods.js", "text/javascript; charset=utf-8");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final byte[] config;

    private Shop(HttpServer server, String hostOrigin, String token) {
        this.server = server;
        this.config = ("window.SHOP = {host: \"" + hostOrigin + "\", token: \"" + token + "\"};\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param port 0 takes a free one
     * @param hostOrigin of the host that records it
     * @param token of the project that records it
     */
    public static Shop open(int port, String hostOrigin, String token) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            Shop shop = new Shop(server, hostOrigin, token);
            server.createContext("/", shop::answer);
            server.setExecutor(shop.threads);
            server.start();
            return shop;
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot open the shop on port " + port + ": " + e.getMessage() + " (choose another: --port N)",
                    e);
        }
    }

    /** Its origin, without a trailing slash. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String file = path.equals("/") ? "/index.html" : path;
            if (file.equals("/config.js")) {
                send(exchange, 200, "text/javascript; charset=utf-8", config);
                return;
            }
            byte[] body = read(file);
            if (body == null) {
                send(exchange, 404, "text/plain; charset=utf-8", "Nothing here".getBytes(StandardCharsets.UTF_8));
            } else {
                send(exchange, 200, TYPES.getOrDefault(file, "text/plain"), body);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Only files that are listed: nothing else of the class path. */
    private static byte @Nullable [] read(String file) throws IOException {
        if (!TYPES.containsKey(file)) {
            return null;
        }
        try (InputStream in = Shop.class.getResourceAsStream("/shop" + file)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
