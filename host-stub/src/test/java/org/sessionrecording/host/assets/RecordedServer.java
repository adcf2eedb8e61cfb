package org.sessionrecording.host.assets;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A site whose files somebody recorded by address; notes what it is asked and by what headers. */
final class RecordedServer implements AutoCloseable {
    static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();

    RecordedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    AllowedHosts allowed() {
        return AllowedHosts.parse("127.0.0.1:" + port());
    }

    AssetUrl url(String path) {
        return AssetUrl.parse("http://127.0.0.1:" + port() + path);
    }

    void answer(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                headers.add(exchange.getRequestHeaders());
                handler.handle(exchange);
            }
        });
    }

    void file(String path, String type, byte[] bytes) {
        answer(path, exchange -> send(exchange, type, bytes));
    }

    void redirect(String path, String location) {
        answer(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.getResponseHeaders().add("Set-Cookie", "seen=1; Path=/");
            exchange.sendResponseHeaders(302, -1);
        });
    }

    static void send(HttpExchange exchange, String type, byte[] bytes) throws IOException {
        if (!type.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.getResponseHeaders().add("Set-Cookie", "seen=1; Path=/");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    List<Headers> headers() {
        return List.copyOf(headers);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
