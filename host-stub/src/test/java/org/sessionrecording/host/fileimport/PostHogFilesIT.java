package org.sessionrecording.host.fileimport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.fileimport.FileImportHarness.Answer;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.PlainSnapshots;

/** JSON exports of PostHog, made of what its clients recorded. */
class PostHogFilesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final String PERSON =
            "{\"id\":\"42\",\"uuid\":\"0188\",\"name\":\"Ada\",\"distinct_ids\":[\"ada@example.com\","
                    + "\"anon-1\"],\"properties\":{\"$browser\":\"Netscape\",\"email\":\"ada@example.com\",\"$os\":{\"x\":1}},"
                    + "\"created_at\":\"2023-01-01T00:00:00Z\"}";

    private final List<Map<String, String>> said = new ArrayList<>();
    private FileImportHarness host;

    @BeforeEach
    void start() {
        host = new FileImportHarness(postgres, new Listener());
    }

    @AfterEach
    void stop() {
        host.close();
    }

    /** Snapshots of an era, by window. */
    private Map<String, String> recorded(String era) {
        ProjectId from = host.project(0);
        host.record(from, era);
        return host.snapshots(from);
    }

    private static byte[] of2022(Map<String, String> windows, String person) {
        String all = windows.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":[" + each.getValue() + "]")
                .collect(Collectors.joining(","));
        return ("{\"version\":\"2022-12-02\",\"data\":{\"person\":" + person + ",\"snapshotsByWindowId\":{" + all
                        + "}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Each snapshot with its window's id as PostHog adds it; a number where the window's name is one. */
    private static byte[] of2023(Map<String, String> windows, String person, String id) {
        String all = windows.entrySet().stream()
                .map(each -> withWindow(each.getKey(), each.getValue()))
                .collect(Collectors.joining(","));
        return ("{\"data\":{\"snapshots\":[" + all + "],\"person\":" + person + ",\"id\":" + id
                        + "},\"version\":\"2023-04-28\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posthog-js-1.449.2", "posthog-js-1.57.2", "posthog-js-1.8.0"})
    void by_window_holds_the_same_snapshots_and_is_known_again(String era) {
        Map<String, String> windows = recorded(era);
        byte[] file = of2022(windows, PERSON);
        ProjectId project = host.project(0);

        Answer taken = host.put(project, file);

        assertThat(taken.status()).as(taken.detail()).isEqualTo(201);
        assertThat(taken.json().path("format").asText()).isEqualTo("posthog_2022-12-02");
        assertThat(host.snapshots(project)).isEqualTo(windows);
        JsonNode recording = host.recordings(project).get(0);
        assertThat(recording.path("distinct_id").asText()).isEqualTo("ada@example.com");
        assertThat(recording.path("session_id").asText()).startsWith("imported-");
        assertThat(recording.at("/facts/distinct_ids/0").asText()).isEqualTo("anon-1");
        assertThat(host.put(project, FileImportHarness.gzip(file)).outcome()).isEqualTo("already_there");
        assertThat(host.recordings(project)).hasSize(1);
        // who else the person was counts when somebody is erased
        host.erasures.erase(project, new ErasureScope.Person(new DistinctId("anon-1"), true), "admin");
        assertThat(host.recordings(project)).isEmpty();
        assertThat(host.put(project, file).json().path("code").asText()).isEqualTo("erased");
    }

    @Test
    void in_one_list_holds_the_same_snapshots_under_the_session_it_names() {
        Map<String, String> windows = new TreeMap<>(recorded("posthog-js-1.449.2"));
        windows.put("2", windows.values().iterator().next());
        ProjectId project = host.project(0);

        Answer taken = host.put(project, of2023(windows, PERSON, "\"0190-session\""));

        assertThat(taken.status()).as(taken.detail()).isEqualTo(201);
        assertThat(taken.json().path("session_id").asText()).isEqualTo("0190-session");
        assertThat(taken.json().path("windows").asInt()).isEqualTo(windows.size());
        Map<String, String> stored = host.snapshots(project);
        assertThat(stored.keySet()).isEqualTo(windows.keySet());
        windows.forEach((window, snapshots) -> assertThat(stored.get(window)).isEqualTo(withWindow(window, snapshots)));
        assertThat(said).isNotEmpty().allSatisfy(each -> assertThat(each).isEqualTo(Map.of("$browser", "Netscape")));
        assertThat(host.put(project, of2023(windows, PERSON, "\"0190-session\""))
                        .outcome())
                .isEqualTo("already_there");
    }

    private static String withWindow(String window, String snapshots) {
        String name = window.matches("\\d+") ? window : "\"" + window + "\"";
        byte[] bytes = snapshots.getBytes(StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>();
        PlainSnapshots.forEach(
                bytes,
                (at, length) -> all.add(
                        "{\"windowId\":" + name + "," + new String(bytes, at + 1, length - 1, StandardCharsets.UTF_8)));
        return String.join(",", all);
    }

    @Test
    void a_file_that_names_nobody_is_called_as_its_session() {
        Map<String, String> windows = Map.of("w", FileImportIT.snapshot(Instant.parse("2023-05-01T10:00:00Z"), "a"));
        ProjectId project = host.project(0);
        Answer named = host.put(project, of2023(windows, "null", "\"s-nobody\""));
        assertThat(named.json().path("distinct_id").asText()).isEqualTo("s-nobody");
        Answer bare = host.put(project, of2022(windows, "null"));
        assertThat(bare.json().path("distinct_id")).isEqualTo(bare.json().path("session_id"));
        assertThat(bare.json().at("/recordings/0/timestamp").asText()).isEqualTo("20230501T100000.000Z");
    }

    private final class Listener implements SnapshotEnricher {
        @Override
        public String id() {
            return "listener";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public boolean required() {
            return false;
        }

        @Override
        public Enrichment begin(ChunkContext context) {
            if (context.sessionId().equals("0190-session")) {
                said.add(context.properties());
            }
            return new Enrichment() {
                @Override
                public Verdict see(Snapshot snapshot) {
                    return new Verdict.Keep();
                }

                @Override
                public Facts facts() {
                    return Facts.none();
                }
            };
        }
    }
}
