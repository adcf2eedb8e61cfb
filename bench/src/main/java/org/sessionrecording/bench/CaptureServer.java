package org.sessionrecording.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles.Origin;
import org.sessionrecording.plugin.player.PluginStaticFiles;

/**
 * Stands in for a host on the recorded browser's side: tells clients of either kind to record, serves their scripts, takes
 * whatever they send at once, and counts it. For any thread.
 */
final class CaptureServer implements AutoCloseable {
    static final String TOKEN = "phc_bench";
    private static final String PLUGIN = "/static/session-recording/";
    private static final String CONFIG = """
            {"token":"phc_bench","supportedCompression":["gzip","gzip-js"],"hasFeatureFlags":false,"featureFlags":{},\
            "featureFlagPayloads":{},"flags":{},"errorsWhileComputingFlags":false,"editorParams":{},"toolbarParams":{},\
            "isAuthenticated":false,"config":{},"siteApps":[],"capturePerformance":false,"autocapture_opt_out":true,\
            "autocaptureExceptions":false,"surveys":false,"heatmaps":false,"captureDeadClicks":false,"defaultIdentifiedOnly":true,\
            "sessionRecording":{"endpoint":"/s/","recorderVersion":"v2","consoleLogRecordingEnabled":false,\
            "masking":{"maskAllInputs":true}}}""";
    private static final String CONFIG_SCRIPT = """
            (function () {
              window._POSTHOG_REMOTE_CONFIG = window._POSTHOG_REMOTE_CONFIG || {};
              window._POSTHOG_REMOTE_CONFIG["phc_bench"] = { config: %s, siteApps: [] };
            })();
            """.formatted(CONFIG);

    /** A request that brought something. */
    record Sent(String path, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PluginStaticFiles files = new PluginStaticFiles();
    private final Map<String, byte[]> scripts = new ConcurrentHashMap<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    CaptureServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that came since the last {@link #forget}. */
    List<Sent> sent() {
        return List.copyOf(sent);
    }

    void forget() {
        sent.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("POST")) {
                sent.add(new Sent(path, body));
            }
            allow(exchange);
            if (path.startsWith("/static/")) {
                script(exchange, path);
            } else if (path.endsWith("/config.js")) {
                send(exchange, 200, "text/javascript", CONFIG_SCRIPT.getBytes(StandardCharsets.UTF_8));
            } else {
                boolean question = path.startsWith("/decide") || path.startsWith("/flags") || path.endsWith("/config");
                String answer = question ? CONFIG : "{\"status\":1}";
                send(exchange, 200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void allow(HttpExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        String headers = exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers");
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin == null ? "*" : origin);
        exchange.getResponseHeaders().set("Access-Control-Allow-Credentials", "true");
        exchange.getResponseHeaders().set("Access-Control-Allow-Headers", headers == null ? "Content-Type" : headers);
        exchange.getResponseHeaders().set("Timing-Allow-Origin", "*");
    }

    private void script(HttpExchange exchange, String path) throws IOException {
        String name = path.startsWith(PLUGIN) ? path.substring(PLUGIN.length()) : path.substring("/static/".length());
        Optional<StaticFile> file = files.find(Origin.HOST, name);
        if (file.isEmpty()) {
            send(exchange, 404, "text/plain", new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        send(exchange, 200, file.get().contentType(), scripts.computeIfAbsent(name, missing -> zipped(file.get())));
    }

    private static byte[] zipped(StaticFile file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = file.content().open();
                GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            in.transferTo(gzip);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
