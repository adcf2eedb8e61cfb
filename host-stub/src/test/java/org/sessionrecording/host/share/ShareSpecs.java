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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.pages.ErrorPages;
import org.sessionrecording.host.pages.SharedRoutes;
import org.sessionrecording.host.playback.MemorySource;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.store.DayPartitions;
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

/** A host with one recording of two windows, asked over HTTP by whoever has a link to it, and by who made it. */
abstract class ShareSpecs {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Pattern MARK = Pattern.compile("<(\\w+@\\d+)>");
    static final String PERSON = "ada.lovelace@example.com";

    final Seed seed = new Seed(postgres);
    final MemorySource archive = new MemorySource(postgres.database());
    ProjectId project = seed.project("p");
    Seeded recording;
    Film film;
    ErasureService erasures;
    WebServer server;

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

    HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
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

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    String api() {
        return "/api/projects/" + project + "/recordings/"
                + new RecordingName(recording.distinctId(), recording.timestamp()).path();
    }

    String page() {
        return new RecordingName(recording.distinctId(), recording.timestamp()).link();
    }

    JsonNode share(String body) {
        HttpResponse<byte[]> answer = send("POST", api() + "/share", body, "Authorization", "Bearer user");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        return json(answer);
    }

    static String token(JsonNode share) {
        return share.path("token").asText();
    }

    static String at(int second) {
        return START.plusSeconds(second).toString();
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(text(answer), e);
        }
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String inflated(byte[] raw) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(raw);
        byte[] plain = new byte[1 << 20];
        int length = inflater.inflate(plain);
        inflater.end();
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** All that somebody with the token can read anywhere, in plain; every route is asked, and every chunk there might be. */
    String everything(String token) throws Exception {
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

    byte[] ranges(String path) {
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

    static Set<String> marks(String text) {
        Set<String> marks = new TreeSet<>();
        Matcher matcher = MARK.matcher(text);
        while (matcher.find()) {
            marks.add(matcher.group(1));
        }
        return marks;
    }

    void archive() {
        archive.archive(postgres.clock(), project, recording.key());
    }
}
