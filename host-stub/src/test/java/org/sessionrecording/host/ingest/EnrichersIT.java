package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.testing.PostgresFixture;

final class EnrichersIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private static Verdict fail(Snapshot snapshot) {
        throw new IllegalStateException("boom");
    }

    private static Verdict redact(Snapshot snapshot) {
        String json = StandardCharsets.UTF_8.decode(snapshot.json()).toString();
        return json.contains("secret")
                ? new Verdict.Replace(json.replace("secret", "***").getBytes(StandardCharsets.UTF_8))
                : Verdict.KEEP;
    }

    private static Verdict dropNoise(Snapshot snapshot) {
        return snapshot.find("data", "x").filter("noise"::equals).isPresent()
                ? new Verdict.Drop("noise")
                : Verdict.KEEP;
    }

    @Test
    void store_nothing_where_a_required_one_fails() {
        IngestHarness ingest =
                new IngestHarness(postgres, Rules.EVERYONE, new TestEnricher("strict", true, EnrichersIT::fail));
        Sent body = Sent.body().event("ada", "strict", "w", snapshot(NOON));

        assertThatThrownBy(() -> ingest.send(body, NOON))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.PLUGIN))
                .hasMessageContaining("test/strict");
        assertThat(ingest.recordings("strict")).isEmpty();

        IngestHarness repaired = new IngestHarness(postgres, Rules.EVERYONE);
        assertThat(repaired.send(body, NOON)).isEqualTo(new IngestAnswer(1, 0, List.of()));
    }

    @Test
    void miss_only_the_facts_of_an_optional_one_that_fails() {
        IngestHarness ingest = new IngestHarness(
                postgres, Rules.EVERYONE, new TestEnricher("weak", false, EnrichersIT::fail), counting("good"));

        ingest.send(Sent.body().event("ada", "weak", "w", snapshot(NOON, "kept")), NOON);

        assertThat(ingest.plain("weak", "w")).isEqualTo(snapshot(NOON, "kept"));
        assertThat(ingest.recordings("weak").get(0).facts())
                .contains("test/good")
                .doesNotContain("test/weak");
        assertThat(ingest.metrics
                        .counter("ingest.enricher.failures", "enricher", "test/weak")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void replace_and_drop_before_others_see_it_required_ones_first() {
        StringBuilder seen = new StringBuilder();
        IngestHarness ingest = new IngestHarness(
                postgres,
                Rules.EVERYONE,
                new TestEnricher("optional", false, snapshot -> {
                    seen.append(StandardCharsets.UTF_8.decode(snapshot.json()));
                    return Verdict.KEEP;
                }),
                new TestEnricher("redact", true, EnrichersIT::redact),
                new TestEnricher("quiet", true, EnrichersIT::dropNoise));

        ingest.send(
                Sent.body()
                        .event(
                                "ada",
                                "verdicts",
                                "w",
                                snapshot(NOON, "noise"),
                                snapshot(NOON.plusMillis(1), "my secret"),
                                snapshot(NOON.plusMillis(2), "plain")),
                NOON);

        String stored = snapshot(NOON.plusMillis(1), "my ***") + "," + snapshot(NOON.plusMillis(2), "plain");
        assertThat(ingest.plain("verdicts", "w")).isEqualTo(stored);
        assertThat(seen).doesNotContain("secret").doesNotContain("noise").contains("my ***");
        assertThat(ingest.recordings("verdicts").get(0).snapshotCount()).isEqualTo(2);
        assertThat(ingest.recordings("verdicts").get(0).ts()).isEqualTo(NOON.plusMillis(1));
    }

    @Test
    void may_not_move_a_snapshot_in_time() {
        IngestHarness ingest = new IngestHarness(
                postgres,
                Rules.EVERYONE,
                new TestEnricher(
                        "mover",
                        true,
                        snapshot -> new Verdict.Replace(
                                snapshot(NOON.plusSeconds(9)).getBytes(StandardCharsets.UTF_8))));

        assertThatThrownBy(() -> ingest.send(Sent.body().event("ada", "moved", "w", snapshot(NOON)), NOON))
                .hasMessageContaining("test/mover");
        assertThat(ingest.recordings("moved")).isEmpty();
    }

    @Test
    void merge_facts_of_all_chunks_once() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE, counting("count"));
        Sent twoWindows =
                Sent.body().event("ada", "facts", "w1", snapshot(NOON)).event("ada", "facts", "w2", snapshot(NOON));

        ingest.send(twoWindows, NOON);
        ingest.send(twoWindows, NOON);
        ingest.send(Sent.body().event("ada", "facts", "w1", snapshot(NOON)), NOON);

        assertThat(ingest.recordings("facts").get(0).facts()).contains("{\"count\": 3}");
    }

    @Test
    void lose_only_the_facts_of_new_chunks_where_a_facts_kind_changed() {
        Fact text = new Fact.Texts(List.of("chunk"));
        TestEnricher changed = new TestEnricher(
                "count", false, seen -> Verdict.KEEP, () -> Facts.of(Map.of("chunks", text)), () -> {});
        IngestHarness before = new IngestHarness(postgres, Rules.EVERYONE, counting("count"));
        IngestHarness after = new IngestHarness(postgres, Rules.EVERYONE, changed);
        before.send(Sent.body().event("ada", "clash", "w", snapshot(NOON)), NOON);

        IngestAnswer answer = after.send(Sent.body().event("ada", "clash", "w", snapshot(NOON.plusSeconds(1))), NOON);

        assertThat(answer).isEqualTo(new IngestAnswer(1, 0, List.of()));
        assertThat(after.recordings("clash").get(0).facts()).contains("{\"count\": 1}");
        assertThat(after.recordings("clash").get(0).snapshotCount()).isEqualTo(2);
        assertThat(after.metrics
                        .counter("ingest.facts.left.out", "enricher", "test/count")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void see_instants_corrected_by_the_clients_skew() {
        StringBuilder seen = new StringBuilder();
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE, new TestEnricher("clock", false, it -> {
            seen.append(it.at());
            return Verdict.KEEP;
        }));

        ingest.send(
                Sent.body()
                        .event("ada", "clock", "w", snapshot(NOON.minusSeconds(100)))
                        .sentAt(NOON.minusSeconds(99)),
                NOON.plusSeconds(1));

        assertThat(seen).hasToString(NOON.toString());
    }

    private static TestEnricher counting(String id) {
        return new TestEnricher(
                id, false, snapshot -> Verdict.KEEP, () -> Facts.of(Map.of("chunks", new Fact.Count(1))), () -> {});
    }
}
