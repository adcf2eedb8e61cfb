package org.sessionrecording.host.fileimport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.fileimport.FileImportHarness.Answer;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.RequestLine;

/** Recordings that go out as a file and come in again: over HTTP, on a real database. */
class FileImportIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final RequestLine LINE = RequestLine.of("/s/", "", "application/json");
    private static final Instant START = Instant.parse("2026-11-20T10:00:00.123Z");
    private static final String NEWEST = "posthog-js-1.449.2";

    private FileImportHarness host;

    @BeforeEach
    void start() {
        host = new FileImportHarness(postgres);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "posthog-js-1.449.2, gzip, archive",
        "posthog-js-1.449.2, plain, archive",
        "posthog-js-1.449.2, html, html",
        "posthog-js-1.57.2, html, html",
        "posthog-js-1.8.0, gzip, archive"
    })
    void comes_back_as_it_was_and_once(String era, String form, String format) {
        ProjectId from = host.project(0);
        host.record(from, era);
        byte[] file =
                switch (form) {
                    case "gzip" -> host.export(from, "snapshots", "Accept-Encoding", "gzip");
                    case "plain" -> host.export(from, "snapshots");
                    default -> host.export(from, "export");
                };
        ProjectId to = host.project(0);

        Answer dry = host.put(to, file, "?dry_run=true");
        assertThat(dry.status()).as(dry.detail()).isEqualTo(200);
        assertThat(dry.outcome()).isEqualTo("ready");
        assertThat(host.recordings(to)).isEmpty();
        Answer taken = host.put(to, file);
        assertThat(taken.status()).as(taken.detail()).isEqualTo(201);
        assertThat(taken.outcome()).isEqualTo("imported");

        JsonNode before = host.recordings(from).get(0);
        JsonNode after = host.recordings(to).get(0);
        for (String same : Set.of("path", "distinct_id", "session_id", "start", "end", "snapshot_count")) {
            assertThat(after.path(same)).as(same).isEqualTo(before.path(same));
        }
        assertThat(host.snapshots(to)).isEqualTo(host.snapshots(from)).isNotEmpty();
        assertThat(after.at("/facts/imported/0/value").asText()).isEqualTo(format);
        assertThat(after.at("/facts/imported_by/0").asText()).isEqualTo("user@example.com");
        for (String same : Set.of("path", "timestamp", "start", "end", "duration_ms", "snapshot_count", "raw_bytes")) {
            assertThat(dry.json().at("/recordings/0/" + same))
                    .as(same)
                    .isEqualTo(taken.json().at("/recordings/0/" + same));
        }
        assertThat(host.audit)
                .contains("user@example.com recording_imported "
                        + after.path("path").asText().replaceAll("^/sessions/|/recording$", ""));

        Answer again = host.put(to, file);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.outcome()).isEqualTo("already_there");
        assertThat(again.json().at("/recordings/0/path")).isEqualTo(after.path("path"));
        assertThat(host.recordings(to)).containsExactly(after);
    }

    @Test
    void what_is_here_already_is_known_in_whichever_form_it_comes() {
        ProjectId project = host.project(0);
        host.record(project, NEWEST);
        JsonNode before = host.recordings(project);

        Answer json = host.put(project, host.export(project, "snapshots"));
        assertThat(json.outcome()).as(json.detail()).isEqualTo("already_there");
        Answer page = host.put(project, host.export(project, "export"));
        assertThat(page.outcome()).as(page.detail()).isEqualTo("already_there");
        assertThat(host.recordings(project)).isEqualTo(before);
    }

    @Test
    void what_was_imported_is_known_from_the_parts_once_the_database_forgot_it() {
        byte[] file = file("s-parts", START, "ada", "a");
        ProjectId project = host.project(0);
        host.put(project, file);
        postgres.database().with("forget", handle -> handle.execute("delete from seen_event"));
        postgres.database()
                .with(
                        "archive",
                        handle ->
                                handle.execute("update recording set parts = 1 where project_id = ?", project.value()));
        Set<Object> asked = new HashSet<>();
        host.inParts = (events, of, recordings) -> {
            asked.addAll(events);
            return Set.copyOf(events);
        };

        assertThat(host.put(project, file).outcome()).isEqualTo("already_there");
        assertThat(asked).isNotEmpty();
        host.inParts = (events, of, recordings) -> Set.of();
        assertThat(host.put(project, file).status()).isEqualTo(409);
    }

    @Test
    void recordings_are_not_mixed() {
        ProjectId project = host.project(0);
        host.put(project, file("s-mixed", START, "ada", "a"));
        JsonNode before = host.recordings(project);

        Answer other = host.put(project, file("s-mixed", START.plusSeconds(5), "ada", "b"));

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().path("code").asText()).isEqualTo("session_is_there");
        assertThat(other.json().at("/paths/0")).isEqualTo(before.at("/0/path"));
        assertThat(host.recordings(project)).isEqualTo(before);
    }

    @Test
    void a_name_that_is_taken_becomes_the_next_free_millisecond() {
        ProjectId project = host.project(0);
        host.put(project, file("s-one", START, "eve", "a"));
        Answer second = host.put(project, file("s-two", START, "eve", "b"));
        assertThat(second.json().at("/recordings/0/timestamp").asText()).isEqualTo("20261120T100000.124Z");
    }

    @Test
    void a_clock_that_was_corrected_is_corrected_again() {
        ProjectId from = host.project(0);
        Instant wrong = postgres.clock()
                .instant()
                .minus(Duration.ofDays(400))
                .truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        String body = "{\"api_key\":\"x\",\"sent_at\":\"" + wrong.plusSeconds(1) + "\",\"batch\":["
                + event("s-skew", "ada", "w", wrong, "a") + "]}";
        host.record(from, body.getBytes(StandardCharsets.UTF_8), LINE);
        ProjectId to = host.project(0);

        host.put(to, host.export(from, "export"));

        assertThat(host.recordings(to).at("/0/path"))
                .isEqualTo(host.recordings(from).at("/0/path"));
        assertThat(host.recordings(to).at("/0/end"))
                .isEqualTo(host.recordings(from).at("/0/end"));
    }

    @Test
    void bytes_stay_what_they_are() {
        String odd =
                "\\ud83c\\u0000\\ud83d \\u00e9 é \\/ \\u003c/script> \",\"__proto__\":{\"polluted\":true},\"constructor\":{\"prototype\":{}}";
        ProjectId project = host.project(0);
        Answer taken = host.put(project, file("s-odd", START, "\\ud83c\\u0000__proto__", odd + ",\"z\":\""));
        assertThat(taken.status()).as(taken.detail()).isEqualTo(201);
        assertThat(host.snapshots(project).get("w")).contains(odd);
        assertThat(host.recordings(project).at("/0/distinct_id").asText()).isEqualTo("\ud83c\u0000__proto__");

        ProjectId next = host.project(0);
        assertThat(host.put(next, host.export(project, "export")).status()).isEqualTo(201);
        assertThat(host.snapshots(next)).isEqualTo(host.snapshots(project));
    }

    @Test
    void an_erasure_beats_an_import() {
        byte[] file = file("s-erased", START, "carol", "a");
        ProjectId project = host.project(0);
        host.put(project, file);
        host.erasures.erase(project, new ErasureScope.Person(new DistinctId("carol"), true), "admin");

        for (String query : Set.of("", "?dry_run=true")) {
            Answer refused = host.put(project, file, query);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("code").asText()).isEqualTo("erased");
        }
        assertThat(host.recordings(project)).isEmpty();
        assertThat(host.put(project, file("s-other", START, "carol", "b"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("erased");
        assertThat(host.put(host.project(0), file).status()).isEqualTo(201);
    }

    @Test
    void one_recording_that_was_erased_does_not_come_back() {
        byte[] file = file("s-one-erased", START, "dave", "a");
        ProjectId project = host.project(0);
        host.put(project, file);
        long key = postgres.database()
                .with("key", handle -> handle.createQuery("select key from recording where project_id = :p")
                        .bind("p", project.value())
                        .mapTo(long.class)
                        .one());
        host.erasures.erase(project, new ErasureScope.One(new RecordingKey(key), false), "admin");
        assertThat(host.put(project, file).json().path("code").asText()).isEqualTo("erased");
        assertThat(host.put(project, file("s-new", START.plusSeconds(60), "dave", "b"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whoever_else_it_is_of_counts_for_erasures_before_and_after() {
        String others = "\"distinct_ids\":[\"frank@example.com\"]";
        ProjectId project = host.project(0);
        host.put(project, document("s-alias", START, "anon", others, "a"));
        host.erasures.erase(project, new ErasureScope.Person(new DistinctId("frank@example.com"), true), "admin");
        assertThat(host.recordings(project)).isEmpty();

        Answer other = host.put(project, document("s-alias-2", START, "anon-2", others, "b"));
        assertThat(other.json().path("code").asText()).isEqualTo("erased");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void what_expired_comes_back_at_its_link_and_is_kept(int keepDays) {
        byte[] file = file("s-expired", START, "gina", "a");
        ProjectId project = host.project(7);
        host.put(project, file);
        JsonNode before = host.recordings(project).get(0);
        postgres.database().with("expire", handle -> handle.execute("""
                update recording set archived_through = last_chunk, removed_through = last_chunk,
                  expired_through = last_chunk, expired_at = now(), state = 'expired', live_bytes = 0, live_from = null,
                  live_to = null, facts = '{}', pinned = false, kept_until = null where project_id = ?
                """, project.value()));

        Answer dry = host.put(project, file, "?dry_run=true&keep_days=" + keepDays);
        assertThat(dry.json().at("/recordings/0/had_expired").asBoolean()).isTrue();
        Answer taken = host.put(project, file, "?keep_days=" + keepDays);

        assertThat(taken.status()).as(taken.detail()).isEqualTo(201);
        JsonNode after = host.recordings(project).get(0);
        for (String same : Set.of("path", "start", "end", "snapshot_count", "bytes", "raw_bytes", "state")) {
            assertThat(after.path(same)).as(same).isEqualTo(before.path(same));
        }
        assertThat(after.path("pinned").asBoolean()).isEqualTo(keepDays > 0);
        assertThat(host.snapshots(project).get("w")).contains("\"x\":\"a\"");
    }

    @Test
    void two_imports_of_a_file_at_once_store_it_once() throws Exception {
        byte[] file = file("s-twice", START, "judy", "a");
        ProjectId project = host.project(0);
        Answer here;
        Answer there;
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Answer> other = pool.submit(() -> host.put(project, file));
            here = host.put(project, file);
            there = other.get(60, TimeUnit.SECONDS);
        } finally {
            pool.shutdown();
        }
        assertThat(List.of(here.outcome(), there.outcome())).containsExactlyInAnyOrder("imported", "already_there");
        assertThat(host.recordings(project)).hasSize(1);
        assertThat(host.recordings(project).at("/0/snapshot_count").asInt()).isEqualTo(2);
    }

    @Test
    void is_kept_as_long_as_what_is_recorded_today_unless_told_otherwise() {
        Instant old = START.minus(Duration.ofDays(100));
        ProjectId project = host.project(7);
        JsonNode dry = host.put(project, file("s-keep", old, "hal", "a"), "?dry_run=true")
                .json()
                .at("/recordings/0");
        JsonNode kept =
                host.put(project, file("s-keep", old, "hal", "a")).json().at("/recordings/0");
        JsonNode due = host.put(project, file("s-due", old, "hal", "b"), "?keep_days=0")
                .json()
                .at("/recordings/0");

        assertThat(dry.path("due_at_once").asBoolean()).isTrue();
        assertThat(kept.path("pinned").asBoolean()).isTrue();
        Instant until = Instant.parse(kept.path("kept_until").asText());
        assertThat(Duration.between(postgres.clock().instant(), until))
                .isBetween(Duration.ofDays(6), Duration.ofDays(7));
        assertThat(kept.path("expires_at")).isEqualTo(kept.path("kept_until"));
        assertThat(due.path("pinned").asBoolean()).isFalse();
        assertThat(Instant.parse(due.path("expires_at").asText()))
                .isBefore(postgres.clock().instant());
        assertThat(host.put(project, file("s-bad", old, "hal", "c"), "?keep_days=9999")
                        .status())
                .isEqualTo(400);
        assertThat(StreamSupport.stream(host.recordings(project).spliterator(), false))
                .hasSize(2);
    }

    @Test
    void needs_a_login_its_csrf_token_and_the_project() {
        byte[] file = file("s-who", START, "ivy", "a");
        String path = "/api/projects/" + host.project(0) + "/recordings/import";
        assertThat(host.sendBare("POST", path, file).statusCode()).isEqualTo(401);
        assertThat(host.sendBare("POST", path, file, "Cookie", "session=yes").statusCode())
                .isEqualTo(403);
        assertThat(host.sendBare("POST", path, file, "Cookie", "session=yes", "X-CSRF-Token", "the-token")
                        .statusCode())
                .isEqualTo(201);
        assertThat(host.send("POST", "/api/projects/2/recordings/import", file).statusCode())
                .isEqualTo(404);
        assertThat(host.send("POST", path, file, "Content-Type", "multipart/form-data; boundary=x")
                        .statusCode())
                .isEqualTo(400);
    }

    static String event(String session, String person, String window, Instant at, String data) {
        return "{\"event\":\"$snapshot\",\"properties\":{\"distinct_id\":\"" + person + "\",\"$session_id\":\""
                + session + "\",\"$window_id\":\"" + window + "\",\"$snapshot_data\":[" + snapshot(at, data) + "]}}";
    }

    static String snapshot(Instant at, String data) {
        return "{\"type\":3,\"timestamp\":" + at.toEpochMilli() + ",\"data\":{\"source\":2,\"x\":\"" + data + "\"}}";
    }

    /** A document of one window with two snapshots, ten seconds apart. */
    static byte[] file(String session, Instant at, String person, String data) {
        return document(session, at, person, "", data);
    }

    static byte[] document(String session, Instant at, String person, String facts, String data) {
        Instant end = at.plusSeconds(10);
        return ("{\"version\":1,\"part\":1,\"distinct_id\":\"" + person + "\",\"session_id\":\"" + session
                        + "\",\"facts\":{" + facts + "},\"snapshots\":[" + snapshot(at, data) + ","
                        + snapshot(end, data)
                        + "],\"chunks\":[{\"id\":1,\"window_id\":\"w\",\"count\":2,\"start\":\"" + at + "\",\"end\":\""
                        + end
                        + "\",\"event_ids\":[],\"full\":[]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
