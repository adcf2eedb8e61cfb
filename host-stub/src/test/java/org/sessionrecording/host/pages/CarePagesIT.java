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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.auth.Accounts;
import org.sessionrecording.host.auth.ApiKeys;
import org.sessionrecording.host.auth.AuthRoutes;
import org.sessionrecording.host.auth.FreshLogin;
import org.sessionrecording.host.auth.HostAuthenticator;
import org.sessionrecording.host.auth.Logins;
import org.sessionrecording.host.erasure.ErasureRoutes;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RestoreRoutes;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.settings.SecretBox;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.PgUsage;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.WebServer;

/** What people do to a recording from its page, as their browser does it. */
class CarePagesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern CSRF = Pattern.compile("name=\"csrf-token\" content=\"([^\"]+)\"");
    private static final Instant END = Instant.parse("2026-11-20T10:00:00.123Z");

    @TempDir
    Path directory;

    private final Seed seed = new Seed(postgres);
    private final List<String> audited = new ArrayList<>();
    private final List<Map<String, String>> runs = new ArrayList<>();
    private WebServer server;
    private PluginService plugins;
    private SettingsService settings;
    private TaskService tasks;
    private ProjectId project;
    private PgRecordings recordings;
    private String cookie;

    @BeforeEach
    void start() {
        var database = postgres.database();
        var clock = postgres.clock();
        Projects projects = new Projects(database);
        project = projects.ensureFirst("Demo", Optional.empty()).id();
        recordings = new PgRecordings(database, clock, project);
        plugins = new PluginService(
                directory, List.of(), Map.of(), database, new SimpleMeterRegistry(), clock, Optional::empty);
        settings = new SettingsService(
                database, clock, plugins, projects, SecretBox.open(Optional.of("a secret key of tests"), directory));
        tasks = new TaskService(database, clock, projects, plugins, settings, false, "test");
        Accounts accounts = new Accounts(database);
        accounts.ensureAdmin("admin@example.com", Optional.of("right"), Optional.of("phx_key"));
        Logins logins = new Logins(database, clock);
        ApiKeys keys = new ApiKeys(database);
        RecordingDocuments documents = new RecordingDocuments(database, clock, projects, new FakeExtensions(Map.of()));
        RestoreRoutes restores =
                new RestoreRoutes(documents, this::run, (p, actor, action, subject) -> audited.add(action));
        ErasureService erasures = new ErasureService(database, clock, new FakeExtensions(Map.of()));
        FreshLogin fresh = new FreshLogin(accounts, logins, clock);
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
                        restores,
                        new ErasureRoutes(erasures, documents, fresh),
                        new CareRoutes(
                                new CareRoutes.Rooms(
                                        documents,
                                        restores,
                                        erasures,
                                        fresh,
                                        (p, actor, action, subject) -> audited.add(action)),
                                projects,
                                plugins),
                        new PageRoutes(rooms, origins)));
        server.start();
        cookie = send("POST", "/login", "email=admin@example.com&password=right&next=/")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    private String run(ProjectId id, String task, Map<String, String> parameters, String by) {
        if (!task.equals("test.restore")) {
            throw new ApiException(ApiException.Kind.MISSING, "Cannot find task '" + task + "'");
        }
        runs.add(parameters);
        return "run-1";
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
                .header("Accept", "text/html")
                .method(method, BodyPublishers.ofString(body));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(String path, String form) {
        Matcher token = CSRF.matcher(send("GET", "/recordings", "").body());
        assertThat(token.find()).isTrue();
        return send("POST", path, form + "&csrf_token=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
    }

    private static String base(Seeded seeded) {
        return "/sessions/" + new RecordingName(seeded.distinctId(), seeded.timestamp()).path();
    }

    private String page(Seeded seeded) {
        HttpResponse<String> page = send("GET", base(seeded) + "/recording", "");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page.body();
    }

    @Test
    void pins_until_the_end_of_a_day_and_unpins() {
        Seeded seeded = seed.recording(project, "pinned", END, 1);
        assertThat(page(seeded)).contains("/pin?project=").doesNotContain("Unpin");

        assertThat(post(base(seeded) + "/pin", "until=2099-02-03").statusCode()).isEqualTo(303);

        Recording pinned = recordings.find(seeded.key()).orElseThrow();
        assertThat(pinned.pinned()).isTrue();
        assertThat(pinned.keptUntil()).contains(Instant.parse("2099-02-04T00:00:00Z"));
        assertThat(page(seeded)).contains("Unpin", "until 4 Feb 2099");
        assertThat(post(base(seeded) + "/pin", "until=never").statusCode()).isEqualTo(400);
        assertThat(post(base(seeded) + "/unpin", "").statusCode()).isEqualTo(303);
        assertThat(recordings.find(seeded.key()).orElseThrow().pinned()).isFalse();
        assertThat(audited).containsExactly("recording_pinned", "recording_unpinned");
    }

    private void archived(Seeded seeded, String source) {
        postgres.database().with("archive", handle -> {
            handle.execute(
                    """
                    insert into archive_part (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk,
                      last_chunk, chunk_count, archived_at) values (?, 1, ?, ?, ?, 10, sha256('x'), 5, ?, ?, 1, now())
                    """,
                    seeded.key().value(),
                    project.value(),
                    source,
                    "s3://b/" + seeded.key(),
                    seeded.last().value(),
                    seeded.last().value());
            return handle.execute(
                    "update recording set parts = 1, state = 'archived', archived_through = last_chunk,"
                            + " removed_through = last_chunk, live_from = null, live_to = null where key = ?",
                    seeded.key().value());
        });
    }

    @Test
    void restores_an_archived_recording_by_the_plugin_that_holds_it() {
        Seeded seeded = seed.recording(project, "restorable", END, 1);
        assertThat(page(seeded)).doesNotContain("/restore?");
        assertThat(post(base(seeded) + "/restore", "days=").statusCode())
                .as("in the database")
                .isEqualTo(409);
        archived(seeded, "test.memory");
        assertThat(page(seeded)).contains("/restore?");

        assertThat(post(base(seeded) + "/restore", "days=3").statusCode()).isEqualTo(303);

        assertThat(runs)
                .containsExactly(
                        Map.of("path", new RecordingName(seeded.distinctId(), seeded.timestamp()).path(), "days", "3"));
        Seeded other = seed.recording(project, "grace", END, 1);
        archived(other, "gone.source");
        HttpResponse<String> refused = post(base(other) + "/restore", "days=");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("enable gone");
    }

    @Test
    void erases_only_what_was_confirmed_by_somebody_who_just_showed_who_they_are() {
        Seeded seeded = seed.recording(project, "<b>ada", END, 1);
        assertThat(page(seeded)).contains("Erase…");
        assertThat(send("GET", base(seeded) + "/erase", "").body())
                .contains("&lt;b&gt;ada")
                .doesNotContain("<b>ada", "name=\"password\"");
        assertThat(post(base(seeded) + "/erase", "what=recording&typed=yes").statusCode())
                .isEqualTo(400);
        postgres.clock().advance(Duration.ofMinutes(11));
        assertThat(send("GET", base(seeded) + "/erase", "").body()).contains("name=\"password\"");
        assertThat(post(base(seeded) + "/erase", "what=recording&typed=erase").statusCode())
                .isEqualTo(403);
        assertThat(post(base(seeded) + "/erase", "what=recording&typed=erase&password=wrong")
                        .statusCode())
                .isEqualTo(403);
        assertThat(recordings.find(seeded.key())).as("nothing so far").isPresent();

        HttpResponse<String> erased = post(base(seeded) + "/erase", "what=recording&typed=erase&password=right");

        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(303);
        assertThat(recordings.find(seeded.key())).isEmpty();
        HttpResponse<String> gone = send("GET", base(seeded) + "/recording", "");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("it was erased on", "data-state=\"erased\"");
        assertThat(send("GET", "/erasures", "").body()).contains("nothing is left anywhere", "1 recordings");
    }

    @Test
    void a_login_of_before_does_not_erase_by_the_api_and_an_api_key_does() {
        Seeded seeded = seed.recording(project, "by-api", END, 1);
        String path = "/api/projects/" + project + "/recordings/"
                + new RecordingName(seeded.distinctId(), seeded.timestamp()).path();
        postgres.clock().advance(Duration.ofMinutes(11));
        Matcher token = CSRF.matcher(send("GET", "/recordings", "").body());
        assertThat(token.find()).isTrue();
        assertThat(send("DELETE", path, "", "X-CSRF-Token", token.group(1)).statusCode())
                .isEqualTo(403);
        assertThat(recordings.find(seeded.key())).isPresent();
        cookie = null;
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(401);
        assertThat(send("DELETE", path, "", "Authorization", "Bearer phx_key").statusCode())
                .isEqualTo(200);
        assertThat(recordings.find(seeded.key())).isEmpty();
    }

    @Test
    void an_expired_recording_says_so_with_its_date() {
        Seeded seeded = seed.recording(project, "expired", END, 1);
        postgres.database()
                .with(
                        "expire",
                        handle -> handle.execute(
                                "update recording set state = 'expired', expired_through = last_chunk, archived_through = last_chunk,"
                                        + " removed_through = last_chunk, live_from = null, live_to = null, expired_at = now() where key = ?",
                                seeded.key().value()));
        HttpResponse<String> page = send("GET", base(seeded) + "/recording", "");
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.body()).contains("it expired on", "data-state=\"expired\"");
        HttpResponse<String> unknown = send("GET", "/sessions/nobody/20261120T100000.123Z/recording", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("data-state=\"unknown\"");
    }
}
