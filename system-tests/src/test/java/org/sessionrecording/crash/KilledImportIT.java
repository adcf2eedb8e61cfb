package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.Installation;

/** An import whose host is killed three times, and which ends in the archive: every snapshot of the source plays, once. */
class KilledImportIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TASKS = "/api/projects/1/tasks/";
    private static final String IMPORT = TASKS + "host.import_snapshots";
    private static final int ROWS = 60_000;
    private static final int SESSIONS = 150;

    /** As PostHog had it in 2020: rows of all visitors between each other, and other events. */
    private static final String SOURCE = """
            create schema old;
            create table old.posthog_event (
              id serial primary key, event varchar(200), properties jsonb not null, distinct_id varchar(200) not null,
              "timestamp" timestamptz not null, team_id int not null);
            insert into old.posthog_event (event, properties, distinct_id, "timestamp", team_id)
            select '$snapshot',
              jsonb_build_object('$session_id', 's' || n %% %2$d, '$window_id', 'w', '$snapshot_data', jsonb_build_object(
                'type', 3, 'timestamp', 1604570400000 + 100 * n,
                'data', jsonb_build_object('source', 2, 'n', n, 'x', repeat(md5(n::text), 15)))),
              'user-' || n %% %2$d, to_timestamp(1604570400 + n / 10.0), 1
            from generate_series(1, %1$d) n;
            insert into old.posthog_event (event, properties, distinct_id, "timestamp", team_id)
            select '$pageview', '{}', 'user-1', now(), 1 from generate_series(1, 100)
            """.formatted(ROWS, SESSIONS);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Installation installation;
    private HostProcess host;

    @BeforeEach
    void start() {
        installation = Installation.start(folder, Path.of(System.getProperty("bundled.plugins")));
        host = installation.startHost("host");
        Map<String, Object> settings = new HashMap<>(installation.s3().settings());
        settings.put("retention_enabled", true);
        settings.put("retention_days", 7);
        host.client().settings(settings);
        installation.execute(SOURCE);
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        installation.close();
    }

    @Test
    void goes_on_after_each_kill_and_archives_everything_once() throws SQLException {
        for (int rows : List.of(1, ROWS / 4, ROWS / 2)) {
            String run = begin();
            await("more than " + rows + " rows are stored", () -> imported() > rows);
            assertThat(host.client().get(IMPORT + "/runs/" + run).path("state").asText())
                    .isEqualTo("running");
            host.kill();
            installation.endLeases();
            host = installation.startHost("host");
        }

        JsonNode run = awaitRun(IMPORT, begin());

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.at("/figures/rows").asInt()).isEqualTo(ROWS);
        assertThat(run.at("/figures/imported").asInt()).isEqualTo(ROWS);
        assertThat(run.at("/figures/compared").asInt()).isEqualTo(SESSIONS);
        assertThat(run.path("message").asText()).contains("equal; archiving began");

        String retention = TASKS + "session-recording.retention";
        JsonNode archived = awaitRun(
                retention,
                host.client().get(retention + "/runs").at("/results/0/id").asText());
        assertThat(archived.path("state").asText()).as(archived.toString()).isEqualTo("succeeded");
        assertThat(archived.at("/figures/archived").asInt()).isEqualTo(SESSIONS);
        installation.execute("update chunk set data = '\\x00'"); // whoever still read them would fail from here on
        assertThat(played()).isEqualTo(source());
    }

    private String begin() {
        return host.client()
                .postAccepted(IMPORT + "/run?table=old.posthog_event&archive=true&user=postgres&url="
                        + URLEncoder.encode(databaseUrl(), StandardCharsets.UTF_8))
                .path("run")
                .asText();
    }

    private String databaseUrl() {
        try (Connection connection = installation.postgres().database().getConnection()) {
            return connection.getMetaData().getURL().replaceFirst("\\?.*", "");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode awaitRun(String task, String id) {
        await("the end of run " + id, () -> !host.client()
                .get(task + "/runs/" + id)
                .path("state")
                .asText()
                .equals("running"));
        return host.client().get(task + "/runs/" + id);
    }

    private long imported() {
        List<String> rows = query("select coalesce(max((counts ->> 'rows')::bigint), 0) from snapshot_import");
        return Long.parseLong(rows.get(0));
    }

    /** What the source holds of each session, in order. */
    private Map<String, List<JsonNode>> source() {
        Map<String, List<JsonNode>> sessions = new TreeMap<>();
        query("select properties::text from old.posthog_event where event = '$snapshot' order by id")
                .forEach(text -> {
                    JsonNode properties = tree(text);
                    sessions.computeIfAbsent(properties.path("$session_id").asText(), key -> new ArrayList<>())
                            .add(properties.get("$snapshot_data"));
                });
        return sessions;
    }

    /** What plays of each session. */
    private Map<String, List<JsonNode>> played() {
        Map<String, List<JsonNode>> sessions = new TreeMap<>();
        String all = "/api/projects/1/recordings";
        for (JsonNode recording : host.client().get(all + "?limit=1000").path("results")) {
            assertThat(recording.path("state").asText()).isEqualTo("archived");
            JsonNode document = host.client()
                    .get(all + "/" + recording.path("distinct_id").asText() + "/"
                            + recording.path("timestamp").asText() + "/snapshots");
            List<JsonNode> snapshots =
                    sessions.computeIfAbsent(recording.path("session_id").asText(), key -> new ArrayList<>());
            document.path("snapshots").forEach(snapshots::add);
        }
        return sessions;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> query(String sql) {
        try (Connection connection = installation.postgres().database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + PATIENCE + " in vain until " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
