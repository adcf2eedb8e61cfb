package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.Host;
import org.sessionrecording.host.config.HostConfig;

/** A host with the plugin from its zip and a database of its own, switched on. Closed by its test class. */
final class RunningHost implements AutoCloseable {
    private static final String EMAIL = "ada@example.com";
    private static final String PASSWORD = "correct horse battery staple";
    static final String API_KEY = "phx_system_tests_0123456789abcdef";

    private final EmbeddedPostgres postgres;
    private final Host host;
    private final Api api;
    private final String token;

    private RunningHost(EmbeddedPostgres postgres, Host host) {
        this.postgres = postgres;
        this.host = host;
        this.api = new Api("http://127.0.0.1:" + host.port(), API_KEY);
        this.token = api.get("/api/projects").at("/results/0/token").asText();
    }

    /** Starts with recording on. */
    static RunningHost start(Path data) throws IOException {
        return start(data, Map.of());
    }

    /** As {@link #start(Path)}, with more in its environment. */
    static RunningHost start(Path data, Map<String, String> more) throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Map<String, String> environment = new HashMap<>();
        environment.put("HTTP_PORT", "0");
        environment.put("DATA_DIR", data.toString());
        environment.put("DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
        environment.put("BUNDLED_PLUGINS_DIR", System.getProperty("bundled.plugins"));
        environment.put("ADMIN_EMAIL", EMAIL);
        environment.put("ADMIN_PASSWORD", PASSWORD);
        environment.put("ADMIN_API_KEY", API_KEY);
        environment.putAll(more);
        RunningHost running = new RunningHost(postgres, Host.start(HostConfig.read(environment)));
        running.settings(Map.of("recording_enabled", true));
        return running;
    }

    Api api() {
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + host.port();
    }

    String replayUrl() {
        return "http://127.0.0.1:" + host.replayPort();
    }

    /** The project's public token, as clients carry it. */
    String token() {
        return token;
    }

    DataSource database() {
        return postgres.getPostgresDatabase();
    }

    void settings(Map<String, ? extends @Nullable Object> values) {
        api.put("/api/projects/1/plugins/session-recording/settings", values);
    }

    /** So much is free on the database's disk from now on, as far as the host can tell. */
    void disk(long freeBytes) {
        host.disk().pretend(freeBytes);
    }

    void advance(Duration by) {
        host.clock().advance(by);
    }

    /** By the host's clock. */
    Instant now() {
        return host.clock().instant();
    }

    /** Runs a task of the plugin and waits for its end. */
    JsonNode run(String task) {
        return run(task, "");
    }

    /** With parameters, as a query. */
    JsonNode run(String task, String query) {
        String runs = "/api/projects/1/tasks/" + task;
        String id = api.post(runs + "/run" + query, "{}").path("run").asText();
        return api.waitFor(
                runs + "/runs/" + id, run -> !run.path("state").asText().equals("running"), Duration.ofMinutes(2));
    }

    /** Logs a browser in through the login page. */
    void login(BrowserContext browser) {
        try (Page page = browser.newPage()) {
            page.navigate(url() + "/login");
            logIn(page);
        }
    }

    /** Fills in the login page. */
    void logIn(Page page) {
        page.fill("input[name=email]", EMAIL);
        page.fill("input[name=password]", PASSWORD);
        page.locator("input[name=password]").press("Enter");
        page.waitForURL(address -> !address.contains("/login"));
    }

    @Override
    public void close() throws Exception {
        try (postgres) {
            host.close();
        }
    }
}
