package org.sessionrecording.host.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Whom a share link lets in: by which token, password and frame; and that each view is counted. */
class ShareAccessIT extends ShareSpecs {
    @Test
    void what_does_not_open_looks_the_same_whatever_the_reason() {
        Seeded other = seed.recording(project, "other", START, 1);
        String elsewhere = new RecordingName(other.distinctId(), other.timestamp()).path();
        JsonNode withdrawn = share("{}");
        send("DELETE", api() + "/shares/" + withdrawn.path("id").asText(), "", "Authorization", "Bearer user");
        JsonNode expired =
                share("{\"expires_at\":\"" + postgres.clock().instant().plusSeconds(60) + "\"}");
        JsonNode good = share("{\"expires_in_days\":30}");
        assertThat(get(api() + "/chunks?share=" + token(expired)).statusCode()).isEqualTo(200);
        postgres.clock().advance(Duration.ofMinutes(2));
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        for (String token : List.of("nonsense", "x".repeat(5_000), token(withdrawn), token(expired))) {
            for (String path : List.of(
                    api(),
                    api() + "/snapshots",
                    api() + "/chunks",
                    api() + "/chunks/1",
                    "/api/shared/chunks",
                    page())) {
                answers.add(get(path + "?share=" + token));
                answers.add(get(path + "?share=" + token, "Authorization", "Bearer user"));
            }
        }
        answers.add(get("/api/projects/" + project + "/recordings/" + elsewhere + "/chunks?share=" + token(good)));
        answers.add(get("/api/projects/1/recordings/" + elsewhere + "/chunks?share=" + token(good)));
        answers.add(get("/api/shared"));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(text(answer).replaceAll("\"request_id\":\"[^\"]*\"", ""))
                    .isEqualTo(text(answers.get(0)).replaceAll("\"request_id\":\"[^\"]*\"", ""));
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        });
        assertThat(get(api() + "/chunks?share=" + token(good)).statusCode()).isEqualTo(200);
        assertThat(get(api() + "/chunks").statusCode()).isEqualTo(401);
        assertThat(get(api() + "/shares?share=" + token(good)).statusCode()).isEqualTo(401);
        assertThat(send("POST", api() + "/pin?share=" + token(good), "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_password_is_asked_for_once_and_guessing_is_slow() {
        JsonNode share = share("{\"password\":\"correct horse\"}");
        String token = token(share);
        assertThat(get("/api/shared/chunks?share=" + token).statusCode()).isEqualTo(401);
        assertThat(get("/api/shared/snapshots?share=" + token).statusCode()).isEqualTo(401);
        HttpResponse<byte[]> form = get("/shared/recording?share=" + token, "Accept", "text/html");
        assertThat(text(form)).contains("type=\"password\"").doesNotContain("data-session-recording-player");
        HttpResponse<byte[]> right = unlock(token, "correct horse");
        assertThat(right.statusCode()).isEqualTo(303);
        String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
        String pass = cookie.replaceFirst(";.*", "");
        assertThat(get("/api/shared/chunks?share=" + token, "Cookie", pass).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/shared/chunks?share=" + token, "Cookie", pass.replaceFirst(".$", "x"))
                        .statusCode())
                .isEqualTo(401);
        JsonNode other = share("{\"password\":\"correct horse\"}");
        assertThat(get(
                                "/api/shared/chunks?share=" + token(other),
                                "Cookie",
                                pass.replace(
                                        share.path("id").asText(),
                                        other.path("id").asText()))
                        .statusCode())
                .as("another share's pass")
                .isEqualTo(401);
        for (int i = 0; i < 8; i++) {
            assertThat(unlock(token, "guess " + i).statusCode()).isEqualTo(401);
        }
        assertThat(unlock(token, "correct horse").statusCode()).isEqualTo(429);
    }

    private HttpResponse<byte[]> unlock(String token, String password) {
        return send(
                "POST",
                "/shared/unlock?share=" + token,
                "password=" + password.replace(" ", "+"),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    void views_are_counted_and_logged() {
        JsonNode share = share("{\"person\":true}");
        String token = token(share);
        get(page() + "?share=" + token, "Accept", "text/html");
        get(api() + "/chunks?share=" + token);
        get(api() + "/snapshots?share=" + token);
        assertThat(listed().path("views").asInt())
                .as("one page and what it fetches")
                .isEqualTo(1);
        get("/shared/recording?share=" + token, "Accept", "text/html");
        postgres.clock().advance(Duration.ofMinutes(2));
        get(api() + "/snapshots?share=" + token);
        assertThat(listed().path("views").asInt()).isEqualTo(3);
        assertThat(new PgAudit(postgres.database(), postgres.clock(), project, "x")
                        .newest(Long.MAX_VALUE, 10).stream()
                                .map(PgAudit.Entry::action)
                                .toList())
                .containsExactly(
                        "shared_recording_viewed",
                        "shared_recording_viewed",
                        "shared_recording_viewed",
                        "recording_shared");
    }

    private JsonNode listed() {
        return json(get(api() + "/shares", "Authorization", "Bearer user")).at("/results/0");
    }

    @Test
    void a_page_may_be_framed_only_by_whom_the_share_names_and_tells_nobody_its_address() {
        HttpResponse<byte[]> closed = get("/shared/recording?share=" + token(share("{}")), "Accept", "text/html");
        assertThat(closed.statusCode()).as(text(closed)).isEqualTo(200);
        assertThat(closed.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'");
        assertThat(closed.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(closed.headers().firstValue("X-Robots-Tag").orElseThrow()).contains("noindex");
        assertThat(closed.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        String embed = "{\"embed\":[\"https://wiki.example.com\"]}";
        HttpResponse<byte[]> open = get("/shared/recording?share=" + token(share(embed)), "Accept", "text/html");
        assertThat(open.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors https://wiki.example.com;");
        assertThat(open.headers().firstValue("X-Frame-Options")).isEmpty();
        for (String bad : List.of(
                "{\"embed\":[\"https://a.example; script-src *\"]}",
                "{\"embed\":[\"*\"]}",
                "{\"embed\":[\"https://a.example/path\"]}",
                "{\"embed\":[\"https://a.example\"],\"password\":\"long enough\"}",
                "{\"from\":\"" + at(5) + "\",\"to\":\"" + at(5) + "\"}",
                "{\"expires_in_days\":400}",
                "{\"persno\":true}",
                "[]",
                "{\"to\":\"2020-01-01T00:00:00Z\"}")) {
            assertThat(send("POST", api() + "/share", bad, "Authorization", "Bearer user")
                            .statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
    }
}
