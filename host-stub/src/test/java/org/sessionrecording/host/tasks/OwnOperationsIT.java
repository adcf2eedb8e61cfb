package org.sessionrecording.host.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.project.ProjectServices;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.WebServer;

/** The host's own operations, run as those of plugins are. */
class OwnOperationsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SECRET = "correct horse battery staple";

    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private final Fetching fetching = new Fetching();
    private PluginsFixture host;
    private TaskService tasks;
    private WebServer server;
    private String path;

    @BeforeEach
    void start() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("truncate plugin_setting, task_run, plugin"));
        host = new PluginsFixture(postgres, directory, "key").start();
        path = "/api/projects/" + host.project() + "/tasks";
        ProjectServices services = new ProjectServices(
                postgres.database(),
                postgres.clock(),
                host.projects(),
                host.settings(),
                host.plugins(),
                Optional.empty());
        tasks = new TaskService(
                postgres.database(),
                postgres.clock(),
                host.projects(),
                new OwnOperations(host.plugins(), services, List.of(fetching)),
                host.settings(),
                true,
                "test");
        tasks.start();
        server = new WebServer(
                0, new Anyone(), (context, status, title, detail) -> title, List.of(new TaskRoutes(tasks)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        tasks.close();
        host.close();
    }

    /** Wants a password, refuses one host, and keeps what it was given for the test to see. */
    private static final class Fetching implements Operation {
        final AtomicReference<Map<String, String>> given = new AtomicReference<>(Map.of());

        @Override
        public String id() {
            return "fetch";
        }

        @Override
        public String title() {
            return "Fetch";
        }

        @Override
        public String description() {
            return "Fetches.";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(
                    new Parameter("url", "URL", "", true), new Parameter("password", "Password", "", false, true));
        }

        @Override
        public void check(Map<String, String> parameters) {
            if (parameters.get("url").contains("evil")) {
                throw new ApiException(ApiException.Kind.CALLER, "Cannot fetch: no");
            }
        }

        @Override
        public boolean supportsDryRun() {
            return true;
        }

        @Override
        public Outcome run(OperationContext context) throws Exception {
            given.set(context.parameters());
            context.progress(1, 2, "half");
            switch (context.parameters().get("url")) {
                case "throw" -> throw new java.io.IOException("the line is dead");
                case "hang" -> Thread.sleep(1_000_000);
                default -> context.figure("fetched", 7);
            }
            return new Outcome.Succeeded(context.dryRun() ? "would fetch" : "fetched");
        }
    }

    private record Anyone() implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.of(new Caller(1, "ada@example.com", true, Caller.How.API_KEY, ""));
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return true;
        }
    }

    private record Answer(int status, JsonNode body) {}

    private Answer send(String method, String where, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + where))
                .method(method, BodyPublishers.ofString(body))
                .timeout(SOON)
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), json.readTree(response.body()));
    }

    private String run(String body) throws Exception {
        Answer answer = send("POST", path + "/host.fetch/run", body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().get("run").asText();
    }

    private Run ended(String id) {
        Eventually.until("the run ends", SOON, () -> tasks.require(host.project(), "host.fetch", id)
                .endedAt()
                .isPresent());
        return tasks.require(host.project(), "host.fetch", id);
    }

    private String stored() {
        return postgres.database()
                .jdbi()
                .withHandle(handle -> String.join(
                        "\n",
                        handle.createQuery("select task_run::text from task_run")
                                .mapTo(String.class)
                                .list()));
    }

    @Test
    void are_listed_and_run_as_those_of_plugins() throws Exception {
        JsonNode listed = send("GET", path, "").body().get("results").get(0);
        assertThat(listed.get("id").asText()).isEqualTo("host.fetch");
        assertThat(listed.get("parameters").get(1).get("secret").asBoolean()).isTrue();
        Run run = ended(run("{\"url\":\"there\"}"));
        assertThat(run.state()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(run.figures()).isEqualTo(Map.of("fetched", 7L));
        assertThat(ended(tasks.run(host.project(), "host.fetch", Map.of("url", "x"), true, false, "t"))
                        .message())
                .isEqualTo("would fetch");
    }

    @Test
    void fail_with_their_reason_and_are_cancelled() throws Exception {
        Run failed = ended(run("{\"url\":\"throw\"}"));
        assertThat(failed.state()).isEqualTo(Run.State.FAILED);
        assertThat(failed.message()).contains("the line is dead");
        String hanging = run("{\"url\":\"hang\"}");
        Eventually.until("it runs", SOON, () -> tasks.require(host.project(), "host.fetch", hanging)
                .message()
                .equals("half"));
        tasks.cancel(host.project(), "host.fetch", hanging);
        assertThat(ended(hanging).state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void a_secret_reaches_the_operation_and_nothing_else() throws Exception {
        String id = run("{\"url\":\"there\",\"password\":\"" + SECRET + "\"}");
        ended(id);
        assertThat(fetching.given.get()).isEqualTo(Map.of("url", "there", "password", SECRET));
        assertThat(stored()).contains("there").doesNotContain(SECRET);
        for (String where : List.of(path, path + "/host.fetch/runs", path + "/host.fetch/runs/" + id)) {
            assertThat(send("GET", where, "").body().toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void a_secret_in_a_url_is_refused() throws Exception {
        Answer answer = send("POST", path + "/host.fetch/run?url=x&password=hunter2", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toString()).contains("URLs are logged").doesNotContain("hunter2");
        Answer broken = send("POST", path + "/host.fetch/run", "{\"password\":\"hunter2\"");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body().toString()).doesNotContain("hunter2");
    }

    @Test
    void what_the_operation_refuses_leaves_no_record() throws Exception {
        assertThat(send("POST", path + "/host.fetch/run", "{\"url\":\"evil\"}").status())
                .isEqualTo(400);
        assertThat(stored()).isEmpty();
    }

    @Test
    void no_plugin_can_take_their_name() {
        Path zip = new PluginZipBuilder("host", "1.0.0").writeTo(directory);
        assertThatThrownBy(() -> host.plugins().install(zip)).hasMessageContaining("'host' is the host's own");
        assertThat(host.plugins().list()).allSatisfy(plugin -> assertThat(plugin.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("is the host's own")));
    }
}
