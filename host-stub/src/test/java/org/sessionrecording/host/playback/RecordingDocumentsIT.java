package org.sessionrecording.host.playback;

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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.FixedCallers;
import org.sessionrecording.host.web.WebServer;

class RecordingDocumentsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Instant END = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Seed seed = new Seed(postgres);
    private final MemorySource archive = new MemorySource(postgres.database());
    private ProjectId project = seed.project("p");
    private WebServer server;

    @BeforeEach
    void start() {
        while (project.value() <= 2) {
            project = seed.project("p");
        }
        serve(new FakeExtensions(Map.of("test", archive)));
    }

    private void serve(FakeExtensions extensions) {
        if (server != null) {
            server.close();
        }
        Projects projects = new Projects(postgres.database());
        RecordingDocuments documents =
                new RecordingDocuments(postgres.database(), postgres.clock(), projects, extensions);
        RecordingRoutes routes = new RecordingRoutes(documents, projects, (p, actor, action, subject) -> {});
        server = new WebServer(0, new FixedCallers(), (c, s, t, d) -> t, List.of(routes));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + server.port() + "/api/projects/" + project + "/recordings" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer user")
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<byte[]> gzip(String path, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Accept-Encoding";
        all[1] = "gzip";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send("GET", path, all);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Inflates the one member there may be; bytes after it fail. */
    private static byte[] gunzip(byte[] bytes) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(bytes, 10, bytes.length - 10);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!inflater.finished()) {
            plain.write(buffer, 0, inflater.inflate(buffer));
        }
        assertThat(inflater.getRemaining()).as("bytes behind the member").isEqualTo(8);
        inflater.end();
        // checksum and length too
        assertThat(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes())
                .isEqualTo(plain.toByteArray());
        return plain.toByteArray();
    }

    private Seeded seeded(int chunks) {
        return seed.recording(project, "ada", END, chunks);
    }

    private static String path(Seeded seeded) {
        return "/" + new RecordingName(seeded.distinctId(), seeded.timestamp()).path();
    }

    private void archive(Seeded seeded) {
        RecordingStores stores = RecordingStores.of(postgres.database(), postgres.clock(), project);
        Recording recording = stores.recordings().find(seeded.key()).orElseThrow();
        archive.archive(stores, recording);
    }

    private void late(Seeded seeded, String json) {
        LocalDate today = postgres.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
        seed.lateChunk(seeded.key(), today, json);
    }

    private static void assertPlays(byte[] stored, int snapshots) throws Exception {
        JsonNode document = json(gunzip(stored));
        assertThat(document.get("snapshots")).hasSize(snapshots);
        for (int i = 0; i < snapshots; i++) {
            assertThat(document.get("snapshots").get(i).get("n").asInt()).isEqualTo(i);
        }
        assertThat(document.get("chunks")).hasSize(snapshots);
    }

    @Test
    void plays_the_same_bytes_from_the_database_and_from_the_archive() throws Exception {
        Seeded seeded = seeded(5);
        HttpResponse<byte[]> live = gzip(path(seeded) + "/snapshots");
        assertThat(live.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(live.headers().firstValue("Cache-Control").orElseThrow()).contains("private", "no-transform");
        assertPlays(live.body(), 5);

        archive(seeded);

        HttpResponse<byte[]> archived = gzip(path(seeded) + "/snapshots");
        assertThat(archived.body()).isEqualTo(live.body());
    }

    @Test
    void merges_parts_and_late_chunks_into_one_member() throws Exception {
        Seeded seeded = seeded(3);
        archive(seeded);
        late(seeded, "{\"n\":3}");
        assertPlays(gzip(path(seeded) + "/snapshots").body(), 4);
        assertThat(json(send("GET", path(seeded)).body()).get("late_chunks").asInt())
                .isEqualTo(1);
        archive(seeded);
        late(seeded, "{\"n\":4}");
        assertPlays(gzip(path(seeded) + "/snapshots").body(), 5);
    }

    @Test
    void inflates_for_who_does_not_accept_gzip() throws Exception {
        Seeded seeded = seeded(4);
        assertInflated(seeded);
        archive(seeded);
        assertInflated(seeded);
    }

    private void assertInflated(Seeded seeded) throws Exception {
        byte[] plain = gunzip(gzip(path(seeded) + "/snapshots").body());
        HttpResponse<byte[]> answer = send("GET", path(seeded) + "/snapshots");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(plain.length);
        assertThat(answer.body()).isEqualTo(plain);
    }

    @Test
    void answers_ranges_that_joined_are_the_whole() {
        Seeded seeded = seeded(4);
        archive(seeded);
        late(seeded, "{\"n\":4}");
        late(seeded, "{\"n\":5}");
        byte[] whole = gzip(path(seeded) + "/snapshots").body();
        for (int step : List.of(7, 64, 1000)) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (int from = 0; from < whole.length; from += step) {
                HttpResponse<byte[]> piece =
                        gzip(path(seeded) + "/snapshots", "Range", "bytes=" + from + "-" + (from + step - 1));
                assertThat(piece.statusCode()).isEqualTo(206);
                assertThat(piece.headers().firstValue("Content-Range").orElseThrow())
                        .endsWith("/" + whole.length);
                joined.writeBytes(piece.body());
            }
            assertThat(joined.toByteArray()).isEqualTo(whole);
        }
        byte[] last = gzip(path(seeded) + "/snapshots", "Range", "bytes=-8").body();
        assertThat(whole).endsWith(last);
        assertThat(gzip(path(seeded) + "/snapshots", "Range", "bytes=9999999-").statusCode())
                .isEqualTo(416);
        assertThat(gzip(path(seeded) + "/snapshots", "Range", "bytes=0-9", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answers_304_until_the_recording_changes() {
        Seeded seeded = seeded(2);
        String tag =
                gzip(path(seeded) + "/snapshots").headers().firstValue("ETag").orElseThrow();
        assertThat(tag).startsWith("\"");
        HttpResponse<byte[]> same = gzip(path(seeded) + "/snapshots", "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        late(seeded, "{\"n\":2}");
        assertThat(gzip(path(seeded) + "/snapshots", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void goes_on_from_the_part_when_chunks_are_removed_between_layout_and_reading() throws Exception {
        Seeded seeded = seeded(6);
        RecordingStores stores = RecordingStores.of(postgres.database(), postgres.clock(), project);
        Archives archives = new Archives(new FakeExtensions(Map.of("test", archive)));
        Recording recording = stores.recordings().find(seeded.key()).orElseThrow();
        Document document = new DocumentPlanner(stores, archives, project).plan(recording);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.write(0, document.length() / 2, out);

        archive(seeded);

        document.write(document.length() / 2, document.length(), out);
        assertPlays(out.toByteArray(), 6);
    }

    @Test
    void says_which_plugin_to_enable_when_the_archive_cannot_be_read() {
        Seeded seeded = seeded(2);
        archive(seeded);
        serve(new FakeExtensions(Map.of()));
        HttpResponse<byte[]> answer = gzip(path(seeded) + "/snapshots");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer.body()).get("detail").asText()).contains("enable test");
        assertThat(send("GET", path(seeded)).statusCode()).isEqualTo(200);
    }

    @Test
    void lists_chunks_and_sends_each_as_it_is_wherever_it_lies() throws Exception {
        Seeded seeded = seeded(2);
        archive(seeded);
        late(seeded, "{\"n\":2}");
        JsonNode chunks = json(send("GET", path(seeded) + "/chunks").body()).get("chunks");
        assertThat(chunks).hasSize(3);
        for (int i = 0; i < 3; i++) {
            byte[] data = send("GET", path(seeded) + "/chunks/" + chunks.get(i).get("id"))
                    .body();
            Inflater inflater = new Inflater(true);
            inflater.setInput(data);
            byte[] plain = new byte[chunks.get(i).get("length").asInt()];
            inflater.inflate(plain);
            inflater.end();
            assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo("{\"n\":" + i + "}");
        }
        assertThat(send("GET", path(seeded) + "/chunks/999999").statusCode()).isEqualTo(404);
        assertThat(send("GET", path(seeded) + "/chunks/x").statusCode()).isEqualTo(404);
    }

    @Test
    void lists_what_came_since_a_chunk_and_answers_304_while_nothing_did() {
        Seeded seeded = seeded(3);
        String list = path(seeded) + "/chunks";
        HttpResponse<byte[]> whole = send("GET", list);
        assertThat(json(whole.body()).get("now").asText())
                .isLessThanOrEqualTo(Timestamps.rfc3339(postgres.clock().instant()));
        String since = list + "?after=" + seeded.last();
        String tag = tagOf(whole);
        assertThat(send("GET", since, "If-None-Match", tag).statusCode()).isEqualTo(304);

        late(seeded, "{\"n\":3}");
        HttpResponse<byte[]> grown = send("GET", since, "If-None-Match", tag);
        assertThat(ids(grown)).hasSize(1).allMatch(id -> id > seeded.last().value());

        archive(seeded);
        HttpResponse<byte[]> archived = send("GET", since, "If-None-Match", tagOf(grown));
        assertThat(archived.statusCode()).as("chunks moved").isEqualTo(200);
        assertThat(ids(archived)).isEqualTo(ids(grown));
        late(seeded, "{\"n\":4}");
        HttpResponse<byte[]> late = send("GET", since, "If-None-Match", tagOf(archived));
        assertThat(ids(late)).hasSize(2).startsWith(ids(grown).get(0));
        assertThat(ids(send("GET", list + "?after=" + ids(late).get(1)))).isEmpty();
        assertThat(ids(send("GET", list))).hasSize(5);
        assertThat(send("GET", list + "?after=x").statusCode()).isEqualTo(400);
    }

    private static String tagOf(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static List<Long> ids(HttpResponse<byte[]> list) {
        List<Long> ids = new ArrayList<>();
        json(list.body()).get("chunks").forEach(chunk -> ids.add(chunk.get("id").asLong()));
        return ids;
    }

    @Test
    void sends_a_run_of_chunks_as_one_stream_that_inflates_alone_wherever_they_lie() throws Exception {
        Seeded seeded = seeded(4);
        assertThat(inflated(seeded, 1, 3)).isEqualTo("{\"n\":1},{\"n\":2},{\"n\":3}");
        archive(seeded);
        late(seeded, "{\"n\":4}");
        late(seeded, "{\"n\":5}");

        assertThat(inflated(seeded, 1, 3)).isEqualTo("{\"n\":1},{\"n\":2},{\"n\":3}");
        assertThat(inflated(seeded, 3, 4)).isEqualTo("{\"n\":3},{\"n\":4}");
        assertThat(inflated(seeded, 4, 5)).isEqualTo("{\"n\":4},{\"n\":5}");
        assertThat(inflated(seeded, 0, 0)).isEqualTo("{\"n\":0}");
    }

    @Test
    void sends_of_a_run_as_much_as_one_answer_holds() throws Exception {
        Seeded seeded = seeded(1);
        String large = "{\"n\":1,\"random\":\"" + randomHex(6 << 20) + "\"}";
        late(seeded, large);
        late(seeded, large.replace(":1,", ":2,"));
        int both = large.length() + "{\"n\":0},".length();
        assertThat(inflated(seeded, 0, 2).length()).isEqualTo(both);
        archive(seeded);
        assertThat(inflated(seeded, 0, 2).length()).isEqualTo(both);
        assertThat(inflated(seeded, 2, 2).length()).isEqualTo(large.length());
    }

    @Test
    void has_no_run_of_chunks_that_are_not_there() {
        Seeded seeded = seeded(2);
        assertThat(send("GET", path(seeded) + "/chunks/900000-900001").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", path(seeded) + "/chunks/2-1-3").statusCode()).isEqualTo(404);
        assertThat(send("GET", path(seeded) + "/chunks/0-3").statusCode()).isEqualTo(404);
        archive(seeded);
        serve(new FakeExtensions(Map.of()));
        assertThat(send("GET", path(seeded) + "/chunks/1-900000").statusCode()).isEqualTo(503);
    }

    @Test
    void plays_around_a_chunk_that_rotted() throws Exception {
        Seeded seeded = seeded(3);
        postgres.database()
                .with(
                        "rot a chunk",
                        handle -> handle.execute(
                                "update chunk set data = overlay(data placing '\\xff' from 2) where id = ?",
                                seeded.chunks().get(1).value()));
        postgres.database()
                .with(
                        "set it aside",
                        handle -> handle.execute(
                                "update recording set quarantined = 'rotten', quarantined_at = now() where key = ?",
                                seeded.key().value()));

        assertThat(json(send("GET", path(seeded) + "/chunks").body()).get("chunks"))
                .hasSize(3);
        assertThat(inflated(seeded, 0, 0)).isEqualTo("{\"n\":0}");
        assertThat(inflated(seeded, 2, 2)).isEqualTo("{\"n\":2}");
        String rotten = path(seeded) + "/chunks/" + seeded.chunks().get(1);
        assertThat(inflated(seeded, 0, 2)).as("what is before it").isEqualTo("{\"n\":0}");
        assertThat(send("GET", rotten + "-" + seeded.chunks().get(2)).statusCode())
                .isEqualTo(404);
        assertThat(send("GET", rotten).statusCode()).isEqualTo(404);
        assertThat(gzip(path(seeded) + "/snapshots").statusCode()).isEqualTo(404);
    }

    /** Deflates to about half its length and no less. */
    private static String randomHex(int characters) {
        byte[] bytes = new byte[characters / 2];
        new Random(7).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Plain text of the run from one place in the chunk list to another; fails where the stream has no end, or more behind it. */
    private String inflated(Seeded seeded, int first, int last) throws Exception {
        JsonNode chunks = json(send("GET", path(seeded) + "/chunks").body()).get("chunks");
        String run = chunks.get(first).get("id") + "-" + chunks.get(last).get("id");
        HttpResponse<byte[]> answer = send("GET", path(seeded) + "/chunks/" + run);
        assertThat(answer.statusCode()).isEqualTo(200);
        Inflater inflater = new Inflater(true);
        inflater.setInput(answer.body());
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!inflater.finished()) {
            plain.write(buffer, 0, inflater.inflate(buffer));
        }
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return plain.toString(StandardCharsets.UTF_8);
    }

    @Test
    void finds_hostile_ids_by_their_escaped_form_alone() {
        for (String id : List.of("../x", "a/b", "..", "ü", "\ud83c", "a\0b", "a b?#%", "x".repeat(900))) {
            Seeded seeded = seed.recording(project, new DistinctId(id), END, today(), 1);
            HttpResponse<byte[]> answer = send("GET", path(seeded));
            assertThat(answer.statusCode()).as(path(seeded)).isEqualTo(200);
            assertThat(json(answer.body()).get("distinct_id").asText()).isEqualTo(id);
            assertThat(json(answer.body()).get("path").asText()).isEqualTo("/sessions" + path(seeded) + "/recording");
        }
        String at = "/20261120T100000.123Z";
        assertThat(send("GET", "/..%2Fx" + at).statusCode()).isIn(400, 404);
        assertThat(send("GET", "/a%2Fb" + at).statusCode()).isIn(400, 404);
        assertThat(send("GET", "/%00" + at).statusCode()).isIn(400, 404);
        assertThat(send("GET", "/ada/2026-11-20T10:00:00.123Z").statusCode()).isEqualTo(404);
    }

    private LocalDate today() {
        return postgres.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    @Test
    void lists_by_page_and_filter() {
        for (int i = 0; i < 5; i++) {
            seed.recording(project, "p" + i % 2, END.plusSeconds(i), 1);
        }
        JsonNode first = json(send("GET", "?limit=3").body());
        assertThat(first.get("results")).hasSize(3);
        JsonNode rest = json(
                send("GET", "?limit=3&cursor=" + first.get("next").asText()).body());
        assertThat(rest.get("results")).hasSize(2);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(json(send("GET", "?distinct_id=p1").body()).get("results")).hasSize(2);
        assertThat(json(send("GET", "?state=archived").body()).get("results")).isEmpty();
        assertThat(send("GET", "?state=nowhere").statusCode()).isEqualTo(400);
        assertThat(send("GET", "?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void pins_and_unpins() {
        Seeded seeded = seeded(1);
        assertThat(json(send("POST", path(seeded) + "/pin").body())
                        .get("pinned")
                        .asBoolean())
                .isTrue();
        assertThat(json(send("DELETE", path(seeded) + "/pin").body())
                        .get("pinned")
                        .asBoolean())
                .isFalse();
    }
}
