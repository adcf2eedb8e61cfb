package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.imports.EventsTable.Row;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.EraRows;

/** What holds of an import, wherever from. */
abstract class ImportContract {
    static final Instant AT = Instant.parse("2020-11-05T10:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    ImportHarness imports;

    abstract EventsTable table();

    @BeforeEach
    void start() {
        ImportHarness.clear(postgres);
        table().create();
        imports = new ImportHarness(postgres, directory, ImportHarness.SMALL);
    }

    @AfterEach
    void stop() {
        imports.close();
    }

    static String snapshot(Instant at, String text) {
        return "{\"type\":3,\"timestamp\":" + at.toEpochMilli() + ",\"data\":{\"source\":2,\"x\":\"" + text + "\"}}";
    }

    /** Rows of some sessions, one snapshot each, in the order of time; each session is within an hour. */
    static List<Row> rows(int count, int sessions) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int session = i % sessions;
            Instant at = AT.plusMillis(i * 20L);
            rows.add(Row.snapshot("user-" + session, "s" + session, at, snapshot(at, i + " " + "x".repeat(300))));
        }
        return rows;
    }

    static Map<String, List<JsonNode>> trees(Map<String, List<String>> snapshots) {
        Map<String, List<JsonNode>> trees = new TreeMap<>();
        snapshots.forEach((session, texts) ->
                trees.put(session, texts.stream().map(ImportContract::tree).toList()));
        return trees;
    }

    /** In an order that tells which snapshots there are, where a table has lost that in which they came. */
    Map<String, List<JsonNode>> inOrder(Map<String, List<String>> snapshots) {
        return trees(snapshots);
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posthog-js-1.8.0", "posthog-js-1.57.2", "posthog-js-1.449.2"})
    void stores_what_each_era_sent_as_ingest_does(String era) {
        List<EraRows.Row> sent = EraRows.of(era);
        assertThat(sent).isNotEmpty();
        table().createForAnyJson();
        table().insert(sent.stream()
                .map(row -> new Row(row.uuid(), "$snapshot", row.distinctId(), row.timestamp(), 1, row.json()))
                .toList());

        Run run = imports.succeeded(table());

        assertThat(run.figures())
                .containsEntry("rows", (long) sent.size())
                .containsEntry("imported", (long) sent.size())
                .containsEntry("skipped", 0L)
                .containsEntry("repeats", 0L)
                .containsEntry("different", 0L);
        assertThat(run.figures().get("compared")).isPositive();
        assertThat(inOrder(imports.stored())).isEqualTo(inOrder(EraSnapshots.of(sent)));
    }

    @Test
    void counts_without_writing_in_a_dry_run() {
        table().insert(rows(300, 7));
        table().insert(Row.snapshot("ada", AT, "{\"$session_id\":\"s0\"}"));
        long written = imports.count("select xact_commit from pg_stat_database where datname = current_database()");
        assertThat(written).isPositive();

        Run run = imports.dryRun(table());

        assertThat(run.state()).as(run.message()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(run.figures())
                .containsEntry("rows", 301L)
                .containsEntry("imported", 300L)
                .containsEntry("sessions", 7L)
                .containsEntry("skipped_no_snapshot_data", 1L);
        assertThat(run.figures().get("bytes_raw")).isGreaterThan(300 * 300L);
        for (String untouched : List.of("session", "recording", "chunk", "guessed_session", "snapshot_import")) {
            assertThat(imports.count("select count(*) from " + untouched))
                    .as(untouched)
                    .isZero();
        }
    }

    @Test
    void stores_nothing_twice_however_often_it_runs() {
        table().insert(rows(500, 5));
        Run first = imports.succeeded(table());
        Map<String, List<String>> stored = imports.stored();
        assertThat(first.figures()).containsEntry("recordings", 5L).containsEntry("snapshots", 500L);

        // as 48 hours after they were archived
        postgres.database().jdbi().useHandle(handle -> handle.execute("truncate seen_event"));
        table().insert(rows(500, 5).subList(0, 0));
        Run second = imports.succeeded(table());

        assertThat(second.figures())
                .containsEntry("repeats", 500L)
                .containsEntry("imported", 0L)
                .containsEntry("snapshots", 0L)
                .containsEntry("different", 0L);
        assertThat(imports.stored()).isEqualTo(stored);
    }

    @Test
    void finds_what_was_added_since() {
        table().insert(rows(100, 3));
        imports.succeeded(table());
        table().insert(Row.snapshot("late", "late", AT.plusMillis(7), snapshot(AT, "late")));
        Run run = imports.succeeded(table());
        assertThat(run.figures()).containsEntry("imported", 1L).containsEntry("repeats", 100L);
        assertThat(imports.stored().get("late")).hasSize(1);
    }

    @Test
    void goes_on_where_it_was_cancelled() {
        table().insert(rows(3_000, 11));
        String id = imports.start(table(), false);
        Eventually.until(
                "some of it is stored", ImportHarness.SOON, () -> imports.count("select count(*) from chunk") > 0);
        imports.tasks.cancel(imports.project, ImportHarness.TASK, id);
        Run cancelled = imports.ended(id);
        long before = imports.count("select (counts->>'rows')::bigint from snapshot_import");
        assertThat(cancelled.state()).isEqualTo(Run.State.CANCELLED);

        Run run = imports.succeeded(table());

        assertThat(before).isBetween(1L, 3_000L);
        assertThat(run.figures())
                .containsEntry("rows", 3_000L)
                .containsEntry("imported", 3_000L)
                .containsEntry("repeats", 0L)
                .containsEntry("different", 0L);
        assertThat(imports.stored().values().stream().mapToInt(List::size).sum())
                .isEqualTo(3_000);
    }

    @Test
    void refuses_a_second_run_at_once() {
        table().insert(rows(3_000, 11));
        String id = imports.start(table(), false);
        assertThatThrownBy(() -> imports.start(table(), false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CONFLICT));
        assertThat(imports.ended(id).state()).isEqualTo(Run.State.SUCCEEDED);
    }

    @Test
    void guesses_sessions_by_time_where_rows_have_none() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            // two visitors, and a pause of an hour after 20 of them
            Instant at = AT.plus(Duration.ofMinutes(i < 20 ? i : i + 60L));
            rows.add(Row.snapshot(i % 2 == 0 ? "ada" : "bob", "", at, snapshot(at, "" + i)));
        }
        table().insert(rows);
        Run run = imports.succeeded(table());
        assertThat(run.figures()).containsEntry("recordings", 4L).containsEntry("compared", 4L);
        assertThat(imports.stored().values())
                .allSatisfy(snapshots -> assertThat(snapshots).hasSize(10));
    }

    @Test
    void puts_together_what_a_server_cut_into_pieces() {
        List<Row> rows = new ArrayList<>(rows(50, 2));
        String emoji = "\\ud83d\\ude00 \\ud83c";
        String first = Packed.snapshots(AT, "a" + emoji, 120);
        String second = Packed.snapshots(AT.plusSeconds(60), "b", 3);
        rows.addAll(Packed.rows("ada", "packed", "c1", first, 7, AT, "UTF-16"));
        List<Row> others = Packed.rows("ada", "packed", "c2", second, 2, AT.plusSeconds(1), "UTF-8");
        rows.add(others.get(1));
        rows.add(rows(1, 1).get(0));
        rows.add(others.get(0));
        List<Row> lost = Packed.rows("bob", "lost", "c3", first, 4, AT.plusSeconds(2), "UTF-16LE");
        rows.addAll(lost.subList(0, 3));
        table().insert(rows);

        Run run = imports.succeeded(table());

        assertThat(run.figures())
                .containsEntry("rows", 63L)
                .containsEntry("imported", 60L)
                .containsEntry("skipped_pieces_missing", 3L)
                .containsEntry("different", 0L);
        assertThat(String.join(",", imports.stored().get("packed")))
                .isEqualTo(first.substring(1, first.length() - 1) + "," + second.substring(1, second.length() - 1));
        assertThat(imports.stored()).doesNotContainKey("lost");
        assertThat(run.message()).contains("3 pieces_missing (row ");

        table().insert(lost.get(3));
        Run again = imports.succeeded(table());
        assertThat(again.figures()).containsEntry("imported", 4L).containsEntry("skipped", 0L);
    }

    @Test
    void takes_snapshots_that_are_texts() {
        String plain = snapshot(AT, "te\\\"xt");
        table().insert(
                        Row.snapshot(
                                "ada",
                                "text",
                                AT,
                                "\"" + plain.replace("\\", "\\\\").replace("\"", "\\\"") + "\""),
                        Row.snapshot("ada", "packed", AT, "\"" + Packed.base64("[" + plain + "]", "UTF-16") + "\""));
        imports.succeeded(table());
        assertThat(imports.stored()).isEqualTo(Map.of("text", List.of(plain), "packed", List.of(plain)));
    }

    @Test
    void counts_what_cannot_be_used_by_reason_and_disturbs_nothing() {
        table().insert(rows(20, 2));
        String good = snapshot(AT, "x");
        String deep = "[".repeat(3_000) + "]".repeat(3_000);
        String bomb = Packed.base64("[" + snapshot(AT, "0".repeat(40_000_000)) + "]", "UTF-8");
        table().insert(
                        Row.snapshot("ada", AT, "{}"),
                        Row.snapshot("ada", AT, "{\"$session_id\":\"s\",\"$snapshot_data\":7}"),
                        Row.snapshot("ada", AT, "[1,2]"),
                        Row.snapshot("ada", "s", AT, "\"no json\""),
                        Row.snapshot("ada", "s", AT, "\"" + bomb + "\""),
                        Row.snapshot("ada", "s", AT, "\"H4sIAAAA!!!\""),
                        Row.snapshot("ada", "s", AT, "[1,\"two\"]"),
                        Row.snapshot("ada", AT, "{\"$session_id\":{\"a\":1},\"$snapshot_data\":" + good + "}"),
                        Row.snapshot("ada", "s", AT, "{\"type\":3,\"timestamp\":1,\"data\":" + deep + "}"),
                        Row.snapshot(
                                "ada",
                                "s",
                                AT,
                                "{\"chunk_id\":\"c\",\"chunk_index\":5,\"chunk_count\":2,\"data\":\"x\"}"),
                        Row.snapshot("", "s", AT, good),
                        Row.snapshot("half", "half", AT, "[" + good + ",{\"type\":3}]"));

        Run run = imports.succeeded(table());

        assertThat(run.figures())
                .containsEntry("rows", 32L)
                .containsEntry("imported", 21L)
                .containsEntry("skipped", 11L)
                .containsEntry("skipped_no_snapshot_data", 2L)
                .containsEntry("skipped_properties_invalid", 2L)
                .containsEntry("skipped_snapshot_data_invalid", 3L)
                .containsEntry("skipped_no_readable_snapshot", 1L)
                .containsEntry("skipped_event_invalid", 1L)
                .containsEntry("skipped_pieces_invalid", 1L)
                .containsEntry("skipped_no_distinct_id", 1L)
                .containsEntry("different", 0L);
        assertThat(run.figures().get("snapshots_skipped")).isEqualTo(3L);
        assertThat(trees(imports.stored()).get("half")).containsExactly(tree(good));
    }

    @Test
    void reads_no_more_of_a_row_than_its_limit() {
        table().insert(rows(10, 1));
        table().insert(Row.snapshot("big", "big", AT.plusSeconds(1), snapshot(AT, "y".repeat(9 << 20))));
        table().insert(Row.snapshot("ok", "ok", AT.plusSeconds(2), snapshot(AT, "z".repeat(7 << 20))));
        Run run = imports.succeeded(table());
        assertThat(run.figures()).containsEntry("skipped_row_too_large", 1L).containsEntry("imported", 11L);
        assertThat(imports.stored().get("ok").get(0)).hasSizeGreaterThan(7 << 20);
    }

    @Test
    void takes_one_team_only() {
        Row mine = Row.snapshot("ada", "mine", AT, snapshot(AT, "m"));
        Row theirs = new Row(
                mine.uuid(), "$snapshot", "eve", AT, 2, mine.properties().replace("mine", "theirs"));
        table().insert(mine, theirs, new Row(mine.uuid(), "$pageview", "ada", AT, 1, "{}"));

        Run refused = imports.run(table());
        assertThat(refused.state()).isEqualTo(Run.State.FAILED);
        assertThat(refused.message()).contains("several teams", "give team_id");
        assertThat(imports.stored()).isEmpty();

        imports.succeeded(table(), "team_id", "1");
        assertThat(imports.stored()).containsOnlyKeys("mine");
    }

    @Test
    void takes_rows_of_a_time_only() {
        table().insert(
                        Row.snapshot("a", "before", AT.minusSeconds(1), snapshot(AT, "")),
                        Row.snapshot("a", "first", AT, snapshot(AT, "")),
                        Row.snapshot("a", "last", AT.plusSeconds(59), snapshot(AT, "")),
                        Row.snapshot("a", "after", AT.plusSeconds(60), snapshot(AT, "")));
        imports.succeeded(
                table(), "from", AT.toString(), "to", AT.plusSeconds(60).toString());
        assertThat(imports.stored()).containsOnlyKeys("first", "last");
    }

    @Test
    void fails_where_what_is_stored_differs() {
        table().insert(rows(100, 3));
        imports.succeeded(table());
        postgres.database().jdbi().useHandle(handle -> handle.execute("""
                delete from chunk where id = (
                  select max(c.id) from chunk c join recording r on r.key = c.recording
                    join session s on s.id = r.session where s.session_id = 's1')
                """));
        Run run = imports.run(table());
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.figures()).containsEntry("different", 1L).containsEntry("compared", 3L);
        assertThat(run.message()).contains("1 differ (s1;");
    }

    @Test
    void what_was_erased_stays_away_and_is_no_difference() {
        table().insert(rows(100, 3));
        imports.succeeded(table());
        RecordingKey erased = new RecordingKey(imports.count(
                "select r.key from recording r join session s on s.id = r.session where s.session_id = 's1'"));
        new Erasures(postgres.database(), postgres.clock())
                .erase(imports.project, new ErasureScope.One(erased, false), "admin", List.of(), gone -> {});

        Run run = imports.succeeded(table());

        assertThat(run.figures()).containsEntry("different", 0L).containsEntry("compared", 2L);
        assertThat(run.message()).contains("events of what was erased here were left out");
        assertThat(imports.stored()).doesNotContainKey("s1");
    }

    @Test
    void keeps_its_password_to_itself() {
        table().insert(rows(5, 1));
        imports.succeeded(table());
        List<String> records = postgres.database().jdbi().withHandle(handle -> handle.createQuery(
                        "select task_run::text from task_run"
                                + " union all select snapshot_import::text from snapshot_import")
                .mapTo(String.class)
                .list());
        assertThat(records.toString()).contains("import_snapshots").doesNotContain(table().password());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
