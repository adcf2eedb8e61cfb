package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sessionrecording.host.imports.EventsTable.Row;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.testing.ClickHouseServer;

/** From PostHog's table in ClickHouse, whose properties are any bytes. */
class ClickHouseImportIT extends ImportContract {
    private static ClickHouseServer server;

    @BeforeAll
    static void connect() {
        server = new ClickHouseServer();
    }

    @AfterAll
    static void disconnect() {
        server.close();
    }

    @Override
    ClickHouseEvents table() {
        return new ClickHouseEvents(server, "DateTime");
    }

    @Override
    Map<String, List<JsonNode>> inOrder(Map<String, List<String>> snapshots) {
        Map<String, List<JsonNode>> sorted = new TreeMap<>();
        trees(snapshots)
                .forEach((session, trees) -> sorted.put(
                        session,
                        trees.stream()
                                .sorted(Comparator.comparing((JsonNode tree) ->
                                                tree.get("timestamp").asLong())
                                        .thenComparing(JsonNode::toString))
                                .toList()));
        return sorted;
    }

    @Test
    void rows_of_one_second_are_stored_in_the_order_of_their_snapshots() {
        List<Row> rows = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String snapshot = snapshot(AT.plusMillis(i), i + "x".repeat(300));
            rows.add(Row.snapshot("ada", "s", AT, snapshot));
            expected.add(snapshot);
        }
        table().insert(rows);
        imports.succeeded(table());
        assertThat(imports.stored().get("s")).isEqualTo(expected);
    }

    @Test
    void a_session_over_many_days_is_read_in_order_of_time() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            var at = AT.plus(Duration.ofHours(7L * i));
            rows.add(Row.snapshot("ada", "s" + i / 3, at, snapshot(at, "" + i)));
        }
        java.util.Collections.shuffle(rows, new java.util.Random(3));
        table().insert(rows);
        imports.succeeded(table());
        assertThat(imports.stored().get("s7").get(0)).isEqualTo(snapshot(AT.plus(Duration.ofHours(7 * 21)), "21"));
        assertThat(imports.stored().values().stream().mapToInt(List::size).sum())
                .isEqualTo(400);
    }

    @Test
    void lone_surrogates_and_nul_come_as_they_are_and_bytes_that_are_no_text_are_counted() {
        String odd = snapshot(AT, "\\ud83c \\u0000 \u00fc");
        ByteArrayOutputStream broken = new ByteArrayOutputStream();
        broken.writeBytes(utf8("{\"$session_id\":\"b\",\"$snapshot_data\":{\"type\":3,\"timestamp\":1,\"data\":\""));
        broken.write(0xFF);
        broken.write(0xC0);
        broken.writeBytes(utf8("\"}}"));
        Row row = Row.snapshot("ada", "s", AT, odd);
        table().insert(row);
        table().insert(Row.snapshot("x", "s", AT, "x"), utf8("ada"), broken.toByteArray());
        table().insert(Row.snapshot("x", "s", AT, "x"), new byte[] {(byte) 0xFE, 'a'}, utf8(row.properties()));
        table().insert(
                        Row.snapshot("x", "s", AT, "x"),
                        utf8("ada"),
                        utf8("{\"$session_id\":\"c\",\"$snapshot_data\":{"));
        table().insert(Row.snapshot("x", "s", AT, "x"), utf8("ada"), new byte[0]);
        table().insert(Row.snapshot("x", "s", AT, "x"), utf8("z".repeat(20_000)), utf8(row.properties()));

        Run run = imports.succeeded(table());

        assertThat(imports.stored()).isEqualTo(Map.of("s", List.of(odd)));
        assertThat(run.figures())
                .containsEntry("skipped_properties_invalid", 2L)
                .containsEntry("skipped_no_properties", 1L)
                .containsEntry("skipped_no_distinct_id", 1L)
                .containsEntry("skipped_event_invalid", 1L);
    }

    @Test
    void a_row_that_stands_there_twice_is_stored_once() {
        Row row = Row.snapshot("ada", "s", AT, snapshot(AT, "once"));
        table().insert(row, row);
        Run run = imports.succeeded(table());
        assertThat(run.figures()).containsEntry("imported", 1L).containsEntry("repeats", 1L);
        assertThat(imports.stored()).isEqualTo(Map.of("s", List.of(snapshot(AT, "once"))));
    }

    @Test
    void a_wrong_password_or_table_is_a_failure_that_says_so() {
        Run run = imports.run(table(), "password", "wrong secret");
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.message()).contains("Wrong password").doesNotContain("wrong secret");
        assertThat(imports.run(table(), "table", "nowhere").message()).contains("no such table");
    }
}
