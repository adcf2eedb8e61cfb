package org.sessionrecording.host.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.metrics.HealthRoutes;
import org.sessionrecording.host.metrics.HostMetrics;
import org.sessionrecording.host.plugins.PluginRoutes;
import org.sessionrecording.host.settings.SettingsRoutes;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.WebServer;

/** The platform's routes over real HTTP. */
class PlatformRoutesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private HostMetrics metrics;
    private PluginsFixture host;
    private TaskService tasks;
    private WebServer server;
    private String project;

    @BeforeEach
    void start() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("truncate plugin_setting, task_run, plugin"));
        plugin("sample", "1.0.0").writeTo(directory);
        host = new PluginsFixture(postgres, directory, "key").start();
        project = "/api/projects/" + host.project();
        tasks = new TaskService(
                postgres.database(), postgres.clock(), host.projects(), host.plugins(), host.settings(), true, "test");
        tasks.start();
        metrics = new HostMetrics();
        server = new WebServer(
                0,
                new Keys(),
                (context, status, title, detail) -> title,
                List.of(
                        new SettingsRoutes(host.settings()),
                        new TaskRoutes(tasks),
                        new PluginRoutes(host.plugins()),
                        new HealthRoutes(metrics, postgres.database(), Map.of(), () -> Map.of("geoip", "no file"))));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        tasks.close();
        host.close();
        metrics.close();
    }

    /** Knows an administrator's key and another's. */
    private record Keys() implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            String key = String.valueOf(context.header("Authorization"));
            return switch (key) {
                case "Bearer admin" -> Optional.of(new Caller(1, "ada@example.com", true, Caller.How.API_KEY, ""));
                case "Bearer user" -> Optional.of(new Caller(2, "bob@example.com", false, Caller.How.API_KEY, ""));
                default -> Optional.empty();
            };
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return true;
        }
    }

    private static PluginZipBuilder plugin(String id, String version) {
        return new PluginZipBuilder(id, version)
                .extension("sample.Declared", """
                        package sample;
                        import java.util.List;
                        import org.sessionrecording.api.settings.*;
                        public final class Declared implements SettingsProvider {
                            public List<SettingSpec> settings() {
                                return List.of(SettingSpec.integer("days", 7, 1, 3650, "days", "Days", ""),
                                    SettingSpec.secret("key", "Key", ""));
                            }
                        }
                        """)
                .extension("sample.Work", """
                        package sample;
                        import java.util.List;
                        import org.sessionrecording.api.operation.*;
                        public final class Work implements Operation {
                            public String id() { return "work"; }
                            public String title() { return "Work"; }
                            public String description() { return "Works."; }
                            @Override public List<Parameter> parameters() {
                                return List.of(new Parameter("how", "How", "", false));
                            }
                            public Outcome run(OperationContext context) throws Exception {
                                context.figure("due", 1);
                                if (context.parameters().containsKey("how")) { Thread.sleep(1_000_000); }
                                return new Outcome.Succeeded("worked");
                            }
                        }
                        """);
    }

    private record Answer(int status, JsonNode body) {}

    private Answer send(String key, String method, String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body)
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(), json.readTree(isJson ? response.body() : "null"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer get(String path) {
        return send("user", "GET", path, BodyPublishers.noBody());
    }

    private Answer post(String path) {
        return send("admin", "POST", path, BodyPublishers.noBody());
    }

    private Answer put(String path, String body) {
        return send("admin", "PUT", path, BodyPublishers.ofString(body));
    }

    @Test
    void settings_are_a_flat_object_and_a_bad_change_lists_every_key() throws IOException {
        String path = project + "/plugins/sample/settings";
        assertThat(get(path).body()).isEqualTo(json.readTree("{\"days\":7,\"key_set\":false}"));
        assertThat(put(path, "{\"days\":30,\"key\":\"x\"}").body())
                .isEqualTo(json.readTree("{\"days\":30,\"key_set\":true}"));
        Answer bad = put(path, "{\"days\":0,\"dayz\":1}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body().get("errors").findValuesAsText("key")).containsExactly("days", "dayz");
        for (String body : List.of("[]", "null", "{", "{} {}", "{\"days\":[1]}")) {
            assertThat(put(path, body).status()).as(body).isEqualTo(400);
        }
        assertThat(get(project + "/plugins/gone/settings").status()).isEqualTo(404);
        assertThat(send("user", "PUT", path, BodyPublishers.ofString("{}")).status())
                .isEqualTo(403);
    }

    @Test
    void runs_a_task_and_answers_its_run() {
        JsonNode listed = get(project + "/tasks").body().get("results").get(0);
        assertThat(listed.get("id").asText()).isEqualTo("sample.work");
        Answer started = post(project + "/tasks/sample.work/run");
        assertThat(started.status()).isEqualTo(200);
        String run =
                project + "/tasks/sample.work/runs/" + started.body().get("run").asText();
        Eventually.until("it ends", Duration.ofSeconds(20), () -> !state(run).equals("running"));
        JsonNode ended = get(run).body();
        assertThat(ended.get("state").asText()).isEqualTo("succeeded");
        assertThat(ended.get("message").asText()).isEqualTo("worked");
        assertThat(ended.get("figures").get("due").asLong()).isEqualTo(1);
        assertThat(ended.get("requested_by").asText()).isEqualTo("ada@example.com");
        assertThat(get(project + "/tasks/sample.work/runs").body().get("results"))
                .hasSize(1);
    }

    private String state(String run) {
        return get(run).body().get("state").asText();
    }

    @Test
    void refuses_a_second_run_and_cancels_the_first() {
        Answer first = post(project + "/tasks/sample.work/run?how=hang");
        assertThat(post(project + "/tasks/sample.work/run").status()).isEqualTo(409);
        String run =
                project + "/tasks/sample.work/runs/" + first.body().get("run").asText();
        assertThat(send("admin", "DELETE", run, BodyPublishers.noBody()).status())
                .isEqualTo(202);
        Eventually.until(
                "it is cancelled", Duration.ofSeconds(20), () -> state(run).equals("cancelled"));
        assertThat(send("admin", "DELETE", run, BodyPublishers.noBody()).status())
                .isEqualTo(409);
    }

    @Test
    void a_misspelt_flag_or_unknown_parameter_runs_nothing() {
        assertThat(post(project + "/tasks/sample.work/run?dry_run=yes").status())
                .isEqualTo(400);
        assertThat(post(project + "/tasks/sample.work/run?dryrun=true").status())
                .isEqualTo(400);
        assertThat(post(project + "/tasks/sample.work/run?dry_run=true").status())
                .isEqualTo(400);
        assertThat(post(project + "/tasks/sample.gone/run").status()).isEqualTo(404);
        assertThat(get(project + "/tasks/sample.work/runs/none").status()).isEqualTo(404);
        assertThat(get(project + "/tasks/sample.work/runs").body().get("results"))
                .isEmpty();
    }

    @Test
    void installs_disables_enables_and_removes_a_plugin() throws IOException {
        Path zip = plugin("second", "1.0.0").writeTo(elsewhere);
        Answer installed = send("admin", "POST", "/api/plugins", BodyPublishers.ofFile(zip));
        assertThat(installed.status()).isEqualTo(201);
        assertThat(installed.body().get("state").asText()).isEqualTo("started");
        assertThat(get("/api/plugins").body().get("results").findValuesAsText("id"))
                .containsExactly("sample", "second");
        JsonNode disabled = post("/api/plugins/second/disable").body();
        assertThat(disabled.get("enabled").asBoolean()).isFalse();
        assertThat(disabled.get("reason").asText()).isEqualTo("disabled by ada@example.com");
        assertThat(post("/api/plugins/second/enable").body().get("enabled").asBoolean())
                .isTrue();
        assertThat(send("admin", "DELETE", "/api/plugins/second", BodyPublishers.noBody())
                        .status())
                .isEqualTo(204);
        assertThat(post("/api/plugins/second/enable").status()).isEqualTo(404);
        assertThat(send("admin", "POST", "/api/plugins", BodyPublishers.ofString("no zip"))
                        .status())
                .isEqualTo(400);
        assertThat(send("user", "POST", "/api/plugins", BodyPublishers.ofFile(zip))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void probes_need_no_key_and_meters_do() {
        assertThat(send("none", "GET", "/health/live", BodyPublishers.noBody()).status())
                .isEqualTo(200);
        assertThat(send("none", "GET", "/health/ready", BodyPublishers.noBody())
                        .body()
                        .get("checks")
                        .get("database")
                        .asText())
                .isEqualTo("ok");
        assertThat(send("none", "GET", "/health/ready", BodyPublishers.noBody())
                        .body()
                        .get("notes")
                        .toString())
                .as("what does not matter for being ready, by name alone")
                .isEqualTo("[\"geoip\"]");
        assertThat(send("none", "GET", "/metrics", BodyPublishers.noBody()).status())
                .isEqualTo(401);
        assertThat(get("/metrics").status()).isEqualTo(200);
        assertThat(metrics.scrape()).contains("jvm_memory_used_bytes");
    }
}
