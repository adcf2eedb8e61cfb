package org.sessionrecording.host.fileimport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.ingest.FileImport;
import org.sessionrecording.host.ingest.IngestService;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.ingest.RequestFacts;
import org.sessionrecording.host.ingest.SeenInParts;
import org.sessionrecording.host.pages.ErrorPages;
import org.sessionrecording.host.playback.ExportRoutes;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.FixedCallers;
import org.sessionrecording.host.web.WebServer;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.FileLimits;
import org.sessionrecording.host.wire.RecordingFileDecoder;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;
import org.sessionrecording.wire.WireSamples;

/** Records, exports and imports over HTTP, on a real database. Closed by its test. */
final class FileImportHarness implements AutoCloseable {
    static final IngestSettings USUAL = new IngestSettings(4, 1024 * 1024, 64L << 20, Duration.ofSeconds(5));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final List<String> audit = new CopyOnWriteArrayList<>();
    final ErasureService erasures;
    volatile SeenInParts inParts = SeenInParts.NOBODY;
    private final PostgresFixture postgres;
    private final Projects projects;
    private final IngestService ingest;
    private final WebServer server;
    private final Seed seed;

    FileImportHarness(PostgresFixture postgres, ExtensionPoint... extensions) {
        this(postgres, FileLimits.of(WireLimits.DEFAULTS), USUAL, extensions);
    }

    FileImportHarness(
            PostgresFixture postgres, FileLimits limits, IngestSettings settings, ExtensionPoint... extensions) {
        this.postgres = postgres;
        this.seed = new Seed(postgres);
        var database = postgres.database();
        var clock = postgres.clock();
        projects = new Projects(database);
        projects.ensureFirst("first", Optional.of(WireSamples.TOKEN));
        Map<String, ExtensionPoint> all = new TreeMap<>(Map.of("page", new ExportPage(), "rule", new Everyone()));
        for (int i = 0; i < extensions.length; i++) {
            all.put("test" + i, extensions[i]);
        }
        FakeExtensions plugins = new FakeExtensions(all);
        IngestService.Stores stores = new IngestService.Stores(
                        new ChunkAppender(database, new DayPartitions(database, clock)),
                        new EventStore(database),
                        new GuessedSessions(database),
                        new Tombstones(database))
                .with((events, project, recordings) -> inParts.among(events, project, recordings));
        ingest = new IngestService(
                stores,
                plugins,
                new CaptureRules(plugins, clock),
                WireLimits.DEFAULTS,
                USUAL,
                new SimpleMeterRegistry());
        FileImport files = new FileImport(
                stores,
                project -> new PgRecordings(database, clock, project),
                plugins,
                WireLimits.DEFAULTS,
                settings,
                new SimpleMeterRegistry());
        erasures = new ErasureService(database, clock, plugins);
        RecordingDocuments documents = new RecordingDocuments(database, clock, projects, plugins);
        RecordingRoutes.AuditLog log =
                (project, actor, action, subject) -> audit.add(actor + " " + action + " " + subject);
        server = new WebServer(
                0,
                new FixedCallers(),
                new ErrorPages(),
                List.of(
                        new RecordingRoutes(documents, projects, log),
                        new ExportRoutes(documents, plugins, log),
                        new FileImportRoutes(new RecordingFileDecoder(limits), files, projects, log, clock)));
        server.start();
    }

    /** One more, whose recordings are kept so many days; for ever where that is 0. */
    ProjectId project(int retentionDays) {
        ProjectId project = seed.project("p");
        while (project.value() <= 2) {
            project = seed.project("p"); // project 2 is nobody's
        }
        if (retentionDays > 0) {
            new PgRecordings(postgres.database(), postgres.clock(), project)
                    .announceRetention(Optional.of(Duration.ofDays(retentionDays)));
        }
        return project;
    }

    /** Takes what a client of an era sent. */
    void record(ProjectId project, String era) {
        WireSamples.requests(era).stream()
                .filter(request -> !request.path().startsWith("/decide"))
                .forEach(request -> {
                    int query = request.url().indexOf('?');
                    String parameters = query < 0 ? "" : request.url().substring(query + 1);
                    record(project, request.body(), RequestLine.of(request.path(), parameters, request.contentType()));
                });
    }

    void record(ProjectId project, byte[] body, RequestLine line) {
        try (DecodedRequest decoded =
                new WireDecoder(WireLimits.DEFAULTS).decode(new ByteArrayInputStream(body), line)) {
            ingest.accept(
                    projects.find(project).orElseThrow(),
                    decoded,
                    RequestFacts.at(postgres.clock().instant()));
        }
    }

    JsonNode recordings(ProjectId project) {
        return json(text(send("GET", "/api/projects/" + project + "/recordings", new byte[0])))
                .path("results");
    }

    /** Of the project's one recording: {@code snapshots} or {@code export}, as it was sent. */
    byte[] export(ProjectId project, String what, String... headers) {
        HttpResponse<byte[]> answer =
                send("GET", api(project, recordings(project).get(0)) + "/" + what, new byte[0], headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** Snapshots by window, byte for byte. */
    Map<String, String> snapshots(ProjectId project) {
        String document = new String(export(project, "snapshots"), StandardCharsets.UTF_8);
        JsonNode chunks = json(document).path("chunks");
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        int at = document.substring(0, document.indexOf("\"snapshots\":[")).getBytes(StandardCharsets.UTF_8).length
                + "\"snapshots\":[".length();
        Map<String, String> windows = new TreeMap<>();
        for (JsonNode chunk : chunks) {
            String plain = new String(bytes, at, chunk.path("length").asInt(), StandardCharsets.UTF_8);
            windows.merge(chunk.path("window_id").asText(), plain, (one, other) -> one + "," + other);
            at += chunk.path("length").asInt() + 1;
        }
        return windows;
    }

    static String api(ProjectId project, JsonNode recording) {
        String path = recording.path("path").asText();
        return "/api/projects/" + project + "/recordings"
                + path.substring("/sessions".length(), path.length() - "/recording".length());
    }

    /** What becomes of a file. */
    record Answer(int status, JsonNode json) {
        String outcome() {
            return json.path("outcome").asText();
        }

        String detail() {
            return json.path("detail").asText();
        }
    }

    Answer put(ProjectId project, byte[] file) {
        return put(project, file, "");
    }

    Answer put(ProjectId project, byte[] file, String query) {
        HttpResponse<byte[]> answer = send("POST", "/api/projects/" + project + "/recordings/import" + query, file);
        return new Answer(answer.statusCode(), json(text(answer)));
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer user"));
        all.addAll(List.of(headers));
        return sendBare(method, path, body, all.toArray(String[]::new));
    }

    HttpResponse<byte[]> sendBare(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("No JSON: " + text, e);
        }
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    long count(String table) {
        return postgres.database().with("count", handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(long.class)
                .one());
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Everyone implements CaptureRule {
        @Override
        public String id() {
            return "everyone";
        }

        @Override
        public CaptureDecision decide(CaptureRequest request) {
            return new CaptureDecision.Record(Map.of());
        }
    }

    /** As the player's, as far as the host knows it. */
    private static final class ExportPage implements StaticFiles {
        private static final byte[] PAGE =
                ("<!doctype html>\n<html><style>b{}</style><script>\"<script\"</script><body>"
                                + "<script type=\"application/octet-stream\" id=\"recording\">/*RECORDING*/</script>\n"
                                + "<script>document.querySelector('#recording')</script></body></html>")
                        .getBytes(StandardCharsets.UTF_8);

        @Override
        public Set<String> reservedNames() {
            return Set.of("export.html");
        }

        @Override
        public Optional<StaticFile> find(Origin origin, String path) {
            return Optional.of(new StaticFile(
                    "text/html",
                    "e",
                    false,
                    Optional.of("sandbox"),
                    PAGE.length,
                    () -> new ByteArrayInputStream(PAGE)));
        }
    }
}
