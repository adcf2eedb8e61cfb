package org.sessionrecording.host.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.FixedCallers;
import org.sessionrecording.host.web.WebServer;

class PreferencesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String[] ADMIN = {"Authorization", "Bearer admin"};
    private static final String[] USER = {"Authorization", "Bearer user"};

    private WebServer server;

    @BeforeEach
    void start() {
        postgres.database().with("make users", handle -> handle.execute("""
                insert into app_user (id, email, password_hash) overriding system value
                values (1, 'one@example.com', ''), (2, 'two@example.com', '') on conflict do nothing"""));
        postgres.database().with("forget", handle -> handle.execute("delete from user_preference"));
        Preferences preferences = new Preferences(postgres.database());
        server = new WebServer(0, new FixedCallers(), (c, s, t, d) -> t, List.of(new PreferenceRoutes(preferences)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String name, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/preferences/" + name))
                .timeout(Duration.ofSeconds(20))
                .headers(headers)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    @Test
    void keeps_what_each_user_likes_and_shows_it_to_nobody_else() throws Exception {
        assertThat(send("GET", "player", "", ADMIN).body()).isEqualTo("{}");
        assertThat(send("PUT", "player", "{\"speed\": 4, \"text\": \"\\u0000 \\ud83c é\"}", ADMIN)
                        .statusCode())
                .isEqualTo(204);

        assertThat(send("GET", "player", "", ADMIN).body())
                .isEqualTo("{\"speed\":4,\"text\":\"\\u0000 \\uD83C \\u00E9\"}");
        assertThat(send("GET", "player", "", USER).body()).isEqualTo("{}");
        assertThat(send("PUT", "player", "{\"speed\":1}", ADMIN).statusCode()).isEqualTo(204);
        assertThat(send("GET", "player", "", ADMIN).body()).isEqualTo("{\"speed\":1}");
    }

    @Test
    void refuses_what_is_too_large_too_many_or_no_object() throws Exception {
        assertThat(send("PUT", "player", "{\"a\":\"" + "x".repeat(9000) + "\"}", ADMIN)
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("PUT", "player", "[1]", ADMIN).statusCode()).isEqualTo(400);
        assertThat(send("PUT", "player", "{", ADMIN).statusCode()).isEqualTo(400);
        assertThat(send("PUT", "Player!", "{}", ADMIN).statusCode()).isEqualTo(404);
        for (int i = 0; i < Preferences.MOST_NAMES; i++) {
            assertThat(send("PUT", "name" + i, "{}", ADMIN).statusCode()).isEqualTo(204);
        }
        assertThat(send("PUT", "one.more", "{}", ADMIN).statusCode()).isEqualTo(409);
        assertThat(send("PUT", "name0", "{\"a\":1}", ADMIN).statusCode()).isEqualTo(204);
        assertThat(send("PUT", "one.more", "{}", USER).statusCode()).isEqualTo(204);
    }

    @Test
    void takes_from_a_login_session_only_what_carries_its_csrf_token() throws Exception {
        assertThat(send("PUT", "player", "{}", "Cookie", "session=yes").statusCode())
                .isEqualTo(403);
        assertThat(send("PUT", "player", "{}", "Cookie", "session=yes", "X-CSRF-Token", "the-token")
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("GET", "player", "", "X-Nobody", "x").statusCode()).isEqualTo(401);
    }
}
