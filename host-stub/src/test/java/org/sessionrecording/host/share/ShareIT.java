package org.sessionrecording.host.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.pages.ErrorPages;
import org.sessionrecording.host.pages.SharedRoutes;
import org.sessionrecording.host.playback.MemorySource;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.testing.Film;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.FixedCallers;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.WebServer;

/** Share links over HTTP, from the database and from an archive. */
class ShareIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Pattern MARK = Pattern.compile("<(\\w+@\\d+)>");
    private static final String PERSON = "ada.lovelace@example.com";

    private final Seed seed = new Seed(postgres);
    private final MemorySource archive = new MemorySource(postgres.database());
    private ProjectId project = seed.project("p");
    private Seeded recording;
    private Film film;
    private ErasureService erasures;
    private WebServer server;

    @BeforeEach
    void start() {
        while (project.value() <= 2) {
            project = seed.project("p"); // project 2 is nobody's
        }
        var database = postgres.database();
        var clock = postgres.clock();
        FakeExtensions extensions = new FakeExtensions(Map.of("test", archive));
        Projects projects = new Projects(database);
        RecordingDocuments documents = new RecordingDocuments(database, clock, projects, extensions);
        SharedRecordings shared = new SharedRecordings(database, clock, extensions);
        Sharing sharing = new Sharing(database, clock, shared, false);
        erasures = new ErasureService(database, clock, extensions);
        Origins origins = new Origins(Optional.empty(), Optional.empty(), () -> server.port(), () -> 9);
        server = new WebServer(
                0,
                new FixedCallers(),
                new ErrorPages(),
                List.of(
                        new RecordingRoutes(documents, projects, (p, actor, action, subject) -> {}),
                        new ShareRoutes(sharing, shared, documents, origins, clock),
                        new SharedRoutes(sharing, shared, extensions, origins, Optional.empty()),
                        routes -> routes.get(
                                "/sessions/{distinct_id}/{timestamp}/recording",
                                Access.LOGIN,
                                context -> context.result("for whoever is logged in"))));
        server.start();
        recording = seed.recording(project, PERSON, START, 0);
        film = new Film(database, recording.key(), new DayPartitions(database, clock).today(), START, 3_600_000);
        film.chunk("w1", "0F", "1", "2C", "3", "4");
        film.chunk("w2", "2F", "5");
        film.chunk("w1", "5", "9", "10F", "11", "12");
        film.chunk("w1", "13", "14", "15M");
        film.chunk("w1", "20", "21C", "22");
        film.chunk("w2", "16", "25F", "26");
        film.chunk("w1", "30F", "31", "40");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    private String api() {
        return "/api/projects/" + project + "/recordings/"
                + new RecordingName(recording.distinctId(), recording.timestamp()).path();
    }

    private String page() {
        return new RecordingName(recording.distinctId(), recording.timestamp()).link();
    }

    private JsonNode share(String body) {
        HttpResponse<byte[]> answer = send("POST", api() + "/share", body, "Authorization", "Bearer user");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        return json(answer);
    }

    private static String token(JsonNode share) {
        return share.path("token").asText();
    }

    private static String at(int second) {
        return START.plusSeconds(second).toString();
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(text(answer), e);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String inflated(byte[] raw) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(raw);
        byte[] plain = new byte[1 << 20];
        int length = inflater.inflate(plain);
        inflater.end();
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** All that somebody with the token can read anywhere, in plain; every route is asked, and every chunk there might be. */
    private String everything(String token) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String base : List.of(api(), "/api/shared")) {
            all.append(text(get(base + "?share=" + token)));
            all.append(text(get(base + "/chunks?share=" + token)));
            HttpResponse<byte[]> plain = get(base + "/snapshots?share=" + token);
            all.append(text(plain));
            HttpResponse<byte[]> zipped = get(base + "/snapshots?share=" + token, "Accept-Encoding", "gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
                    .isEqualTo(plain.body());
            assertThat(ranges(base + "/snapshots?share=" + token)).isEqualTo(zipped.body());
            long first = postgres.database().with("c", handle -> handle.createQuery("select last_value from chunk_id")
                    .mapTo(long.class)
                    .one());
            for (long id : List.of(1L, Math.max(1, first - 5), first)) {
                HttpResponse<byte[]> run = get(base + "/chunks/" + id + "-" + (first + 9) + "?share=" + token);
                all.append(run.statusCode() == 200 ? inflated(run.body()) : "");
            }
            for (long id = first - 20; id <= first; id++) {
                HttpResponse<byte[]> chunk = get(base + "/chunks/" + Math.max(1, id) + "?share=" + token);
                all.append(chunk.statusCode() == 200 ? inflated(chunk.body()) : "");
            }
        }
        all.append(text(get(page() + "?share=" + token, "Accept", "text/html")));
        all.append(text(get("/shared/recording?share=" + token, "Accept", "text/html")));
        return all.toString();
    }

    private byte[] ranges(String path) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; ; from += 97) {
            HttpResponse<byte[]> part =
                    get(path, "Accept-Encoding", "gzip", "Range", "bytes=" + from + "-" + (from + 96));
            if (part.statusCode() == 416) {
                return all.toByteArray();
            }
            assertThat(part.statusCode()).isEqualTo(206);
            all.writeBytes(part.body());
        }
    }

    private static Set<String> marks(String text) {
        Set<String> marks = new TreeSet<>();
        Matcher matcher = MARK.matcher(text);
        while (matcher.find()) {
            marks.add(matcher.group(1));
        }
        return marks;
    }

    private void archive() {
        archive.archive(postgres.clock(), project, recording.key());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_span_holds_nothing_outside_of_it_in_whatever_can_be_fetched(boolean archived) throws Exception {
        if (archived) {
            archive();
        }
        JsonNode share = share("{\"from\":\"" + at(12) + "\",\"to\":\"" + at(22) + "\",\"person\":true}");
        assertThat(share.path("begins_at").asText()).isEqualTo("2026-11-20T10:00:02.000Z");
        assertThat(marks(everything(token(share))))
                .containsExactlyInAnyOrder(
                        "w1@10", "w1@11", "w1@12", "w1@13", "w1@14", "w1@15", "w1@20", "w1@21", "w2@2", "w2@5",
                        "w2@16");
        assertThat(marks(everything(token(share("{}")))))
                .as("without the custom events, where the person is not shared")
                .hasSize(22)
                .doesNotContain("w1@2", "w1@21");
    }

    @Test
    void a_window_begins_with_its_first_full_snapshot_where_none_is_before_the_span() throws Exception {
        JsonNode share = share("{\"from\":\"" + at(1) + "\",\"to\":\"" + at(6) + "\",\"person\":true}");
        assertThat(marks(everything(token(share))))
                .containsExactlyInAnyOrder("w1@0", "w1@1", "w1@2", "w1@3", "w1@4", "w1@5", "w2@2", "w2@5");
    }

    @Test
    void the_size_of_the_page_comes_with_a_full_snapshot_that_opens_a_chunk() throws Exception {
        film.chunk("w3", "41", "42M");
        film.chunk("w3", "43B", "44");
        String all = everything(token(share("{\"from\":\"" + at(44) + "\"}")));
        assertThat(marks(all)).contains("w3@42", "w3@43", "w3@44").doesNotContain("w3@41");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothing_tells_who_it_was_where_the_person_is_not_shared(boolean archived) throws Exception {
        String session = postgres.database().with("s", handle -> handle.createQuery(
                        "select s.session_id from session s join recording r on r.session = s.id where r.key = :key")
                .bind("key", recording.key().value())
                .mapTo(String.class)
                .one());
        if (archived) {
            archive();
        }
        JsonNode share = share("{}");
        assertThat(share.path("url").asText())
                .as("an address that names nobody, and a random token")
                .matches("https?://[^/]+/shared/recording\\?share=[A-Za-z0-9_-]{22,}");
        String all = everything(token(share));
        assertThat(all)
                .contains("window-1", "window-2")
                .doesNotContain(PERSON, "lovelace", "\"" + session + "\"", "memory://", "0123456789abcdef");
        assertThat(all).doesNotContain("\"w1\"", "\"w2\"");
        assertThat(everything(token(share("{\"person\":true}"))))
                .contains(PERSON)
                .doesNotContain("memory://", "0123456789abcdef");
    }

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

    @Test
    void erasing_a_recording_takes_its_shares_and_says_so() {
        String token = token(share("{}"));
        share("{}");
        var receipt = erasures.erase(project, new ErasureScope.One(recording.key(), false), "ada");
        assertThat(receipt.erasure().shares()).isEqualTo(2);
        assertThat(get("/api/shared/snapshots?share=" + token).statusCode()).isEqualTo(404);
        long left = postgres.database()
                .with("count", handle -> handle.createQuery("select count(*) from share where project_id = :p")
                        .bind("p", project.value())
                        .mapTo(long.class)
                        .one());
        assertThat(left).isZero();
    }

    @Test
    void what_retention_took_is_gone_for_whoever_had_the_link_too() {
        String token = token(share("{}"));
        postgres.database()
                .with(
                        "expire",
                        handle -> handle.execute(
                                "update recording set state = 'expired', expired_at = now(), expired_through = last_chunk, archived_through ="
                                        + " last_chunk, removed_through = last_chunk, live_from = null, live_to = null where key = ?",
                                recording.key().value()));
        HttpResponse<byte[]> answer = get("/api/shared/snapshots?share=" + token);
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(json(answer).path("expired_at").asText()).isNotEmpty();
        HttpResponse<byte[]> gone = get("/shared/recording?share=" + token, "Accept", "text/html");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(text(gone)).contains("data-state=\"expired\"").doesNotContain("href=\"/recordings");
        assertThat(text(get("/shared/recording?share=x", "Accept", "text/html")))
                .contains("data-state=\"no-access\"")
                .doesNotContain("href=\"/recordings");
    }

    @Test
    void whoever_weighs_what_is_due_learns_how_much_of_it_is_shared() {
        PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        Due due = Due.olderThan(START.plus(Duration.ofDays(1)));
        seed.recording(project, "not shared", START, 1);
        assertThat(recordings.dueShared(due)).isZero();
        String id = share("{}").path("id").asText();
        share("{}");
        assertThat(recordings.dueShared(due)).as("two links, one recording").isEqualTo(1);
        assertThat(recordings.dueTotals(due).recordings()).isEqualTo(2);
        assertThat(recordings.dueShared(Due.olderThan(START))).isZero();
        send("DELETE", api() + "/shares/" + id, "", "Authorization", "Bearer user");
        assertThat(recordings.dueShared(due)).isEqualTo(1);
        postgres.clock().advance(Duration.ofDays(8));
        assertThat(recordings.dueShared(due)).as("the other one expired").isZero();
    }

    @Test
    void a_dry_run_tells_where_it_would_begin_and_makes_nothing() {
        HttpResponse<byte[]> answer = send(
                "POST", api() + "/share?dry_run=true", "{\"from\":\"" + at(35) + "\"}", "Authorization", "Bearer user");
        assertThat(json(answer).path("begins_at").asText()).isEqualTo("2026-11-20T10:00:25.000Z");
        assertThat(json(answer).has("token")).isFalse();
        assertThat(json(get(api() + "/shares", "Authorization", "Bearer user")).path("results"))
                .isEmpty();
    }
}
