package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.host.wire.PackedSnapshots;
import org.sessionrecording.host.wire.WireException;
import org.sessionrecording.host.wire.WireLimits;

class RowReaderTest {
    private static final Instant AT = Instant.parse("2020-11-05T10:00:00Z");

    private static SourceRow row(int id, String properties) {
        byte[] bytes = properties.getBytes(StandardCharsets.UTF_8);
        return new SourceRow(new Position(id, "" + id), "ada", id, bytes.length, bytes);
    }

    private static SourceRow piece(int id, String group, int index, int count, String data) {
        return row(
                id,
                "{\"$session_id\":\"s\",\"$snapshot_data\":{\"chunk_id\":\"" + group + "\",\"chunk_index\":" + index
                        + ",\"chunk_count\":" + count + ",\"data\":\"" + data + "\"}}");
    }

    @Test
    void a_run_goes_on_before_the_first_piece_that_waits() {
        RowReader reader = new RowReader(WireLimits.DEFAULTS, 1 << 20);
        RowBatch batch = new RowBatch(1 << 20);
        SourceRow plain = row(1, "{\"$snapshot_data\":{\"type\":3,\"timestamp\":1}}");
        String data = Packed.base64("[" + ImportContract.snapshot(AT, "x") + "]", "UTF-8");
        reader.read(plain, null, batch);
        assertThat(batch.resume()).contains(plain.position());
        reader.read(piece(2, "c", 0, 2, data.substring(0, 8)), plain.position(), batch);
        reader.read(row(3, "{}"), new Position(2, "2"), batch);
        assertThat(batch.resume()).contains(plain.position());
        assertThat(batch.reached()).contains(new Position(3, "3"));
        reader.read(piece(4, "c", 1, 2, data.substring(8)), new Position(3, "3"), batch);
        assertThat(batch.resume()).contains(new Position(4, "4"));
        assertThat(batch.events()).hasSize(2);
        assertThat(batch.events().get(1).rows()).extracting(SourceRow::id).containsExactly("2", "4");
    }

    @Test
    void pieces_that_wait_are_bounded_in_bytes() {
        RowReader reader = new RowReader(WireLimits.DEFAULTS, 100_000);
        RowBatch batch = new RowBatch(1 << 20);
        for (int i = 1; i <= 100; i++) {
            reader.read(piece(i, "c" + i, 0, 2, "A".repeat(10_000)), null, batch);
        }
        List<String> given = batch.skipped().stream()
                .flatMap(each -> each.rows().stream())
                .map(SourceRow::id)
                .toList();
        assertThat(given).hasSizeGreaterThan(90).startsWith("1", "2", "3");
        reader.end(new Position(100, "100"), batch);
        assertThat(batch.skipped()).hasSize(100).allSatisfy(each -> assertThat(each.reason())
                .isEqualTo(Reason.PIECES_MISSING));
    }

    @Test
    void pieces_that_wait_are_bounded_in_rows_between() {
        RowReader reader = new RowReader(WireLimits.DEFAULTS, 1 << 20);
        RowBatch batch = new RowBatch(1 << 30);
        reader.read(piece(1, "c", 0, 2, "AAAA"), null, batch);
        for (int i = 2; i <= 50_002; i++) {
            reader.passed(new Position(i, "" + i), batch);
        }
        assertThat(batch.skipped()).hasSize(1);
        assertThat(batch.resume()).contains(new Position(50_002, "50002"));
    }

    @Test
    void a_group_with_a_piece_too_many_or_of_another_count_makes_no_trouble() {
        RowReader reader = new RowReader(WireLimits.DEFAULTS, 1 << 20);
        RowBatch batch = new RowBatch(1 << 20);
        String data = Packed.base64("[" + ImportContract.snapshot(AT, "x") + "]", "UTF-8");
        reader.read(piece(1, "c", 0, 2, data.substring(0, 8)), null, batch);
        reader.read(piece(2, "c", 0, 2, data.substring(0, 8)), null, batch);
        reader.read(piece(3, "c", 7, 9, "AAAA"), null, batch);
        reader.read(piece(4, "c", 1, 2, data.substring(8)), null, batch);
        assertThat(batch.events())
                .singleElement()
                .extracting(RowEvent::rows)
                .asList()
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"})
    void unpacks_each_encoding(String charset) {
        String json = "[\"\u00e4 \u690d \ud83c\udf3b\"]";
        assertThat(PackedSnapshots.unpack(
                        Packed.base64(json, charset).getBytes(StandardCharsets.US_ASCII), WireLimits.DEFAULTS))
                .isEqualTo(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lone_surrogates_of_a_text_become_escapes() {
        byte[] json = PackedSnapshots.ofText("[\"\ud83c\"]", WireLimits.DEFAULTS);
        assertThat(new String(json, StandardCharsets.US_ASCII)).isEqualTo("[\"\\ud83c\"]");
    }

    @Test
    void a_bomb_is_not_unpacked() {
        byte[] bomb =
                Packed.base64("[\"" + "0".repeat(100_000_000) + "\"]", "UTF-8").getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> PackedSnapshots.unpack(bomb, WireLimits.DEFAULTS))
                .isInstanceOf(WireException.class);
        byte[] large = Packed.base64(Packed.snapshots(AT, "x", 20_000), "UTF-8").getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> PackedSnapshots.unpack(large, WireLimits.DEFAULTS.withInflatedBytes(1 << 20)))
                .isInstanceOf(WireException.class);
    }

    @Test
    void counts_different_sessions_in_constant_memory() {
        DryRun.Distinct few = new DryRun.Distinct();
        DryRun.Distinct many = new DryRun.Distinct();
        for (int i = 0; i < 200_000; i++) {
            few.add("s" + i % 4_000);
            many.add("s" + i);
        }
        assertThat(few.estimate()).isEqualTo(4_000);
        assertThat(many.estimate()).isBetween(185_000L, 215_000L);
    }

    @Test
    void counts_are_kept_with_up_to_20_examples_of_each_reason() {
        Counts counts = Counts.NONE;
        for (Reason reason : Reason.values()) {
            List<SourceRow> rows =
                    IntStream.range(0, 30).mapToObj(i -> row(i, "{}")).collect(Collectors.toList());
            counts = counts.withSkipped(rows, reason);
        }
        assertThat(Counts.parse(counts.json())).isEqualTo(counts);
        assertThat(counts.skippedRows()).isEqualTo(30L * Reason.values().length);
        assertThat(counts.skipped().get("row_too_large").examples()).hasSize(20);
    }
}
