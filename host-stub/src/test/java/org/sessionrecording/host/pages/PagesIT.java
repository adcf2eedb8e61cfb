package org.sessionrecording.host.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.auth.Accounts;
import org.sessionrecording.host.auth.ApiKeys;
import org.sessionrecording.host.auth.AuthRoutes;
import org.sessionrecording.host.auth.HostAuthenticator;
import org.sessionrecording.host.auth.Logins;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.settings.SecretBox;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.share.ShareRoutes;
import org.sessionrecording.host.share.Sharing;
import org.sessionrecording.host.store.PgUsage;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.Routes;
import org.sessionrecording.host.web.StaticRoutes;
import org.sessionrecording.host.web.WebServer;

/** Login and pages over HTTP, without any plugin. */
class PagesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Set<String> OPEN =
            Set.of("/login", "/assets/app.css", "/assets/share.js", "/favicon.ico", "/static/<path>", "/shared/unlock");

    @TempDir
    Path directory;

    private final Seed seed = new Seed(postgres);
    private WebServer server;
    private PluginService plugins;
    private SettingsService settings;
    private TaskService tasks;
    private ProjectId project;

    @BeforeEach
    void start() {
        var database = postgres.database();
        var clock = postgres.clock();
        Projects projects = new Projects(database);
        project = projects.ensureFirst("Demo", Optional.empty()).id();
        plugins = new PluginService(
                directory, List.of(), Map.of(), database, new SimpleMeterRegistry(), clock, Optional::empty);
        settings = new SettingsService(
                database, clock, plugins, projects, SecretBox.open(Optional.of("a secret key of tests"), directory));
        tasks = new TaskService(database, clock, projects, plugins, settings, false, "test");
        Accounts accounts = new Accounts(database);
        accounts.ensureAdmin("Admin@Example.com", Optional.of("right"), Optional.of("phx_key"));
        Logins logins = new Logins(database, clock);
        ApiKeys keys = new ApiKeys(database);
        RecordingDocuments documents = new RecordingDocuments(database, clock, projects, plugins);
        SharedRecordings shared = new SharedRecordings(database, clock, plugins);
        Sharing sharing = new Sharing(database, clock, shared, false);
        Origins origins = new Origins(Optional.empty(), Optional.empty(), () -> server.port(), () -> 9);
        var rooms = new PageRoutes.Rooms(
                projects,
                documents,
                settings,
                tasks,
                plugins,
                keys,
                id -> new PgUsage(database, clock, id, Optional.empty()),
                () -> Map.of("geoip", "Cannot tell visitors' locations by geo.mmdb: there is no such file"),
                Optional.empty());
        server = new WebServer(
                0,
                new HostAuthenticator(logins, keys, projects),
                new ErrorPages(),
                List.of(
                        new AuthRoutes(accounts, logins, keys, clock, false),
                        new StaticRoutes(plugins),
                        new RecordingRoutes(documents, projects, (p, actor, action, subject) -> {}),
                        new ShareRoutes(sharing, shared, documents, origins, clock),
                        new SharedRoutes(sharing, shared, plugins, origins, Optional.empty()),
                        new PageRoutes(rooms, origins)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        tasks.close();
        settings.close();
        plugins.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> login(String password, String next) {
        return send(
                "POST",
                "/login",
                "email=admin@example.com&password=" + password + "&next="
                        + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    private String cookie() {
        String header = login("right", "/").headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(header).contains("HttpOnly").contains("SameSite=Lax");
        return header.substring(0, header.indexOf(';'));
    }

    private HttpResponse<String> page(String path, String cookie) {
        return send("GET", path, "", "Cookie", cookie, "Accept", "text/html");
    }

    private static String csrf(String html) {
        Matcher matcher =
                Pattern.compile("name=\"csrf-token\" content=\"([^\"]+)\"").matcher(html);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void answers_nothing_without_a_login_but_what_is_on_the_list() {
        for (Routes.Route route : server.routes()) {
            boolean open = route.access() == Access.PUBLIC;
            assertThat(open).as(route.toString()).isEqualTo(OPEN.contains(route.path()));
            String path = route.path().replace("{project}", "1").replaceAll("\\{\\w+}|<\\w+>", "x");
            if (route.access() == Access.SHARE) {
                assertThat(send(route.method(), path + "?share=x", "").statusCode())
                        .as(route.toString())
                        .isEqualTo(404);
                continue;
            }
            int status = send(route.method(), path, "").statusCode();
            if (!open) {
                assertThat(status).as(route.toString()).isEqualTo(401);
            }
        }
    }

    @Test
    void logs_in_and_out_and_goes_on_only_to_its_own_pages() {
        assertThat(login("wrong", "/").headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(login("right", "/storage?x=1").headers().firstValue("Location"))
                .hasValue("/storage?x=1");
        for (String evil :
                List.of("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)")) {
            assertThat(login("right", evil).headers().firstValue("Location")).hasValue("/");
        }
        String cookie = cookie();
        String token = csrf(page("/recordings", cookie).body());
        assertThat(send("POST", "/logout", "", "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(page("/recordings", cookie).statusCode()).isEqualTo(200);
        send("POST", "/logout", "csrf_token=" + token, "Cookie", cookie);
        assertThat(page("/recordings", cookie).statusCode()).isEqualTo(302);
    }

    @Test
    void slows_guessing_down() {
        for (int i = 0; i < 8; i++) {
            assertThat(login("wrong", "/").statusCode()).isEqualTo(303);
        }
        HttpResponse<String> refused = login("right", "/");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void takes_api_keys_until_they_are_revoked() {
        assertThat(send("GET", "/api/projects", "", "Authorization", "Bearer phx_key")
                        .statusCode())
                .isEqualTo(200);
        String made = send("POST", "/api/keys?label=ci", "", "Authorization", "Bearer phx_key")
                .body();
        String key = made.replaceAll(".*\"key\":\"([^\"]+)\".*", "$1");
        HttpResponse<String> list = send("GET", "/api/keys", "", "Authorization", "Bearer " + key);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("\"label\":\"ci\"").doesNotContain(key);
        String id = list.body().replaceAll("^.*?\"id\":(\\d+).*$", "$1");
        assertThat(send("DELETE", "/api/keys/" + id, "", "Authorization", "Bearer phx_key")
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("GET", "/api/keys", "", "Authorization", "Bearer " + key)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void draws_every_page_without_inline_script_or_style() {
        String cookie = cookie();
        Seeded seeded = seed.recording(project, "ada", Instant.parse("2026-11-20T10:00:00.123Z"), 2);
        String link = new RecordingName(seeded.distinctId(), seeded.timestamp()).link();
        for (String path : List.of(
                "/recordings",
                "/recordings?state=archived",
                "/recordings?sort=duration&url=x",
                "/storage",
                "/plugins",
                "/keys",
                link)) {
            HttpResponse<String> page = page(path, cookie);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body()).as(path).doesNotContain("<script>", "<style", " style=", " onclick");
        }
        assertThat(page(link, cookie)
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("frame-src http://127.0.0.1:9");
        assertThat(page("/sessions/ada/20200101T000000.000Z/recording", cookie).body())
                .contains("data-state=\"unknown\"", "Status 404");
        assertThat(page("/settings/none", cookie).statusCode()).isEqualTo(404);
    }

    @Test
    void describes_every_route_of_the_api() {
        String yaml = send("GET", "/api/openapi.yaml", "", "Authorization", "Bearer phx_key")
                .body();
        for (Routes.Route route : server.routes()) {
            if (route.path().startsWith("/api/")) {
                assertThat(yaml).contains("\n  " + route.path() + ":\n");
            }
        }
    }

    @Test
    void escapes_what_visitors_sent() {
        String cookie = cookie();
        String hostile = "<script>alert(1)</script>\"'&";
        Seeded seeded = seed.recording(project, hostile, Instant.parse("2026-11-21T10:00:00.123Z"), 1);
        postgres.database()
                .with(
                        "facts",
                        handle -> handle.execute(
                                "update recording set facts = ?::jsonb where key = ?",
                                "{\"t/pages\":{\"version\":1,\"facts\":{\"start_url\":{\"first\":[\"2026-11-21T10:00:00.123Z\","
                                        + "\"https://x/<script>alert(2)</script>\"]}}}}",
                                seeded.key().value()));
        String link = new RecordingName(seeded.distinctId(), seeded.timestamp()).link();
        for (String path : List.of("/recordings", link)) {
            assertThat(page(path, cookie).body())
                    .as(path)
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                    .doesNotContain("<script>alert");
        }
        assertThat(page("/recordings?distinct_id=%22%3E%3Cscript%3E", cookie).body())
                .doesNotContain("\"><script>");
    }
}
