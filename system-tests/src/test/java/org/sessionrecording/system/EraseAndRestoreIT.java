package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.BucketServer;

/** Archived recordings come back for a while, and persons go for good; with the plugin from its zip and a real S3 server. */
class EraseAndRestoreIT {
    private static final String ADA = "ada.lovelace@example.com";
    private static final String TASKS = "/api/projects/1/tasks/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private RunningHost host;
    private BucketServer s3;
    private boolean s3Closed;

    @BeforeEach
    void start() throws Exception {
        s3 = BucketServer.start(folder.resolve("s3"));
        host = RunningHost.start(folder.resolve("data"));
        host.settings(s3.settings());
        host.settings(Map.of("retention_enabled", true, "retention_days", 7));
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        if (!s3Closed) {
            s3.close();
        }
    }

    private void record(String distinctId, String session, int snapshots) throws SQLException {
        long now = databaseMillis();
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < snapshots; i++) {
            data.append(i == 0 ? "" : ",")
                    .append("{\"type\":3,\"timestamp\":")
                    .append(now + i)
                    .append(",\"data\":{\"source\":2,\"x\":")
                    .append(i)
                    .append("}}");
        }
        String body = "{\"api_key\":\"" + host.token() + "\",\"batch\":[{\"event\":\"$snapshot\",\"uuid\":\""
                + UUID.randomUUID() + "\",\"properties\":{\"distinct_id\":\"" + distinctId + "\",\"$session_id\":\""
                + session + "\",\"$window_id\":\"w\",\"$snapshot_data\":[" + data + "]}}]}";
        host.api().capture("/s/", "application/json", "test", body.getBytes(StandardCharsets.UTF_8));
    }

    private long databaseMillis() {
        return host.now().toEpochMilli();
    }

    private JsonNode recordingOf(String distinctId) {
        return host.api()
                .get("/api/projects/1/recordings?distinct_id=" + distinctId.replace("@", "%40"))
                .at("/results/0");
    }

    private static String api(JsonNode recording) {
        return "/api/projects/1/recordings"
                + recording.path("path").asText().replace("/sessions", "").replaceAll("/recording$", "");
    }

    private JsonNode archived(String distinctId, String session) throws SQLException {
        record(distinctId, session, 5);
        host.advance(Duration.ofDays(8));
        JsonNode run = host.run("session-recording.retention");
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        JsonNode recording = recordingOf(distinctId);
        assertThat(recording.path("state").asText()).isEqualTo("archived");
        return recording;
    }

    private JsonNode ended(String task, String run) {
        return host.api()
                .waitFor(
                        TASKS + task + "/runs/" + run,
                        each -> !each.path("state").asText().equals("running"),
                        Duration.ofMinutes(1));
    }

    private JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void a_restored_recording_plays_while_s3_is_away_and_leaves_again_without_a_new_object() throws Exception {
        JsonNode recording = archived("grace", "s-restore");
        JsonNode before = host.api().get(api(recording) + "/snapshots").path("snapshots");
        List<String> objects = s3.bucket().recordings();

        HttpResponse<String> begun = host.api().ask("POST", api(recording) + "/restore?days=3", "");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        JsonNode run =
                ended("session-recording.restore", json(begun).path("run").asText());
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.at("/figures/restored").asInt()).isEqualTo(1);
        JsonNode restored = recordingOf("grace");
        assertThat(restored.path("state").asText()).isEqualTo("restored");
        assertThat(Instant.parse(restored.path("restored_until").asText()))
                .isAfter(host.now().plus(Duration.ofHours(71)));
        assertThat(host.api().ask("POST", api(recording) + "/restore", "").statusCode())
                .isEqualTo(409);

        host.run("session-recording.retention");
        assertThat(recordingOf("grace").path("state").asText())
                .as("the same night")
                .isEqualTo("restored");
        host.advance(Duration.ofDays(4));
        host.run("session-recording.retention");
        assertThat(recordingOf("grace").path("state").asText()).isEqualTo("archived");
        assertThat(s3.bucket().recordings()).isEqualTo(objects);

        JsonNode again = json(host.api().ask("POST", TASKS + "session-recording.restore/run?distinct_id=grace", ""));
        ended("session-recording.restore", again.path("run").asText());
        s3.close();
        s3Closed = true;
        assertThat(host.api().get(api(recording) + "/snapshots").path("snapshots"))
                .isEqualTo(before);
    }

    @Test
    void an_erased_person_is_gone_from_database_and_bucket_and_stays_away() throws Exception {
        JsonNode recording = archived(ADA, "s-erase");
        record(ADA, "s-live", 3);
        record("bob", "s-bob", 3);
        assertThat(files()).anyMatch(file -> file.contains("ada.lovelace"));
        JsonNode preview = json(
                host.api().ask("POST", "/api/projects/1/erasures?dry_run=true", "{\"distinct_id\":\"" + ADA + "\"}"));
        assertThat(preview.path("recordings").asInt()).isEqualTo(2);
        assertThat(preview.path("objects").asInt()).isEqualTo(1);

        HttpResponse<String> erased =
                host.api().ask("POST", "/api/projects/1/erasures", "{\"distinct_id\":\"" + ADA + "\"}");

        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
        assertThat(json(erased).path("state").asText()).isEqualTo("done");
        assertThat(files()).noneMatch(file -> file.contains("ada.lovelace"));
        assertThat(files()).anyMatch(file -> file.contains("session_recording/erased/"));
        HttpResponse<String> gone = host.api().ask("GET", api(recording), "");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(json(gone).path("erased_at").asText())
                .isEqualTo(json(erased).path("erased_at").asText());
        assertThat(holding(ADA)).isEmpty();
        record(ADA, "s-live", 2);
        assertThat(recordingOf(ADA).isMissingNode()).isTrue();
        assertThat(recordingOf("bob").path("snapshot_count").asInt()).isEqualTo(3);
        assertThat(host.api().get("/api/projects/1/erasures").path("results")).hasSize(1);
    }

    @Test
    void one_recording_is_erased_by_its_link_and_waits_for_s3_where_that_is_away() throws Exception {
        JsonNode recording = archived(ADA, "s-one");
        s3.close();
        s3Closed = true;

        HttpResponse<String> erased = host.api().ask("DELETE", api(recording), "");

        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(202);
        assertThat(json(erased).path("open")).isNotEmpty();
        assertThat(json(erased).at("/open/0/reason").asText()).isNotBlank();
        assertThat(host.api().ask("GET", api(recording) + "/snapshots", "").statusCode())
                .isEqualTo(410);
        assertThat(host.api().ask("DELETE", api(recording), "").statusCode()).isEqualTo(410);
    }

    @Test
    void the_operation_says_first_what_it_would_do_and_keeps_no_name() throws Exception {
        record(ADA, "s-operation", 3);
        String body = "{\"distinct_id\":\"" + ADA + "\"}";
        JsonNode dry = json(host.api().ask("POST", TASKS + "host.erase/run?dry_run=true", body));
        JsonNode planned = ended("host.erase", dry.path("run").asText());
        assertThat(planned.at("/figures/recordings").asInt()).isEqualTo(1);
        assertThat(recordingOf(ADA).path("state").asText()).isEqualTo("live");

        JsonNode real = json(host.api().ask("POST", TASKS + "host.erase/run", body));
        JsonNode run = ended("host.erase", real.path("run").asText());

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(recordingOf(ADA).isMissingNode()).isTrue();
        assertThat(holding(ADA)).isEmpty();
    }

    @Test
    void an_object_that_is_gone_is_told_apart() throws Exception {
        JsonNode recording = archived("linus", "s-missing");
        for (String key : s3.bucket().recordings()) {
            Files.delete(folder.resolve("s3/replays").resolve(key));
        }

        HttpResponse<String> answer = host.api().ask("GET", api(recording) + "/snapshots", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(json(answer).path("code").asText()).isEqualTo("object_missing");
        assertThat(json(answer).path("archived_at").asText()).isNotBlank();
    }

    /** Columns of any table whose rows hold a text. */
    private List<String> holding(String text) throws SQLException {
        List<String> found = new java.util.ArrayList<>();
        try (Connection connection = host.database().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> columns = new java.util.ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    select c.table_name || '.' || c.column_name from information_schema.columns c
                    join information_schema.tables t using (table_schema, table_name)
                    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
                      and c.data_type in ('text', 'jsonb', 'character varying', 'ARRAY')
                    """)) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
            for (String column : columns) {
                String[] halves = column.split("\\.");
                try (ResultSet row = statement.executeQuery("select exists (select from \"" + halves[0]
                        + "\" where strpos(\"" + halves[1] + "\"::text, '" + text + "') > 0)")) {
                    row.next();
                    if (row.getBoolean(1)) {
                        found.add(column);
                    }
                }
            }
        }
        return found;
    }
}
