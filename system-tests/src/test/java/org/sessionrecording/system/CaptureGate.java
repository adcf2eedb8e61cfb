package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * Between recorded pages and the host: notes every request, hands it on, holds an answer back or gives another one. For any
 * thread.
 */
final class CaptureGate implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NOT_HANDED_ON =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "accept-encoding");

    /** A request as it came. */
    record Seen(String method, String path, byte[] body) {}

    /** What is answered instead of the host. */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer json(String body) {
            return new Answer(200, Map.of("Content-Type", "application/json"), body);
        }
    }

    private final String target;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final AtomicInteger sending = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    CaptureGate(String target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All requests since the last {@link #reset}, in order. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<String> paths() {
        return seen.stream().map(Seen::path).toList();
    }

    boolean saw(String path) {
        return paths().contains(path);
    }

    /** Events of all bodies that came to {@code /s/}, in order, whatever was answered. */
    List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        seen.stream()
                .filter(request -> request.path().equals("/s/"))
                .forEach(request -> parse(request.body()).path("batch").forEach(events::add));
        return events;
    }

    /** The largest number of requests to {@code /s/} at one time. */
    int most() {
        return most.get();
    }

    /** From now on this path is answered so. */
    void answer(String path, Answer answer) {
        answers.put(path, answer);
    }

    void askHost(String path) {
        answers.remove(path);
    }

    /** Requests to this path wait until {@link #release}. */
    void hold(String path) {
        held.put(path, new CountDownLatch(1));
    }

    void release(String path) {
        Optional.ofNullable(held.remove(path)).ifPresent(CountDownLatch::countDown);
    }

    /** Forgets what was seen and set. */
    void reset() {
        held.keySet().forEach(this::release);
        answers.clear();
        seen.clear();
        most.set(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(new Seen(exchange.getRequestMethod(), path, body));
            boolean counted = path.equals("/s/");
            if (counted) {
                most.accumulateAndGet(sending.incrementAndGet(), Math::max);
            }
            try {
                awaitRelease(path);
                Answer answer = answers.get(path);
                if (answer == null) {
                    handOn(exchange, body);
                } else {
                    answer(exchange, answer);
                }
            } finally {
                if (counted) {
                    sending.decrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRelease(String path) throws InterruptedException {
        CountDownLatch latch = held.get(path);
        if (latch != null && !latch.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody released " + path);
        }
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Access-Control-Expose-Headers", "Retry-After");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        write(exchange, answer.status(), answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void handOn(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(java.util.Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        write(exchange, answer.statusCode(), answer.body());
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static JsonNode parse(byte[] body) {
        boolean gzip = body.length > 1 && body[0] == (byte) 0x1f && body[1] == (byte) 0x8b;
        try (InputStream in =
                gzip ? new GZIPInputStream(new ByteArrayInputStream(body)) : new ByteArrayInputStream(body)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError("A body that is no JSON", e);
        }
    }

    @Override
    public void close() {
        held.keySet().forEach(this::release);
        server.stop(0);
        threads.shutdownNow();
    }
}
