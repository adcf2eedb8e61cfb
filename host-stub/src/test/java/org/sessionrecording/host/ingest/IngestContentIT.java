package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.host.ingest.IngestHarness.Stored;
import org.sessionrecording.host.testing.PostgresFixture;

final class IngestContentIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void keeps_lone_surrogates_and_nul_byte_for_byte() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);
        String hostile = snapshot(NOON, "\\ud83c half, \\u0000 nul, \\/ and é 🎉");

        ingest.send(Sent.body().event("ada", "text", "w", hostile), NOON);

        assertThat(ingest.plain("text", "w")).isEqualTo(hostile);
    }

    @Test
    void keeps_hostile_distinct_ids_apart() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);
        List<String> ids = List.of("../../x", "..%2fx", "\\u0000", "\\ud83c", "a", "A", ".", "é", "e\\u0301");
        for (int i = 0; i < ids.size(); i++) {
            ingest.send(Sent.body().event(ids.get(i), "hostile-" + i, "w", snapshot(NOON)), NOON);
        }

        assertThat(ingest.recordings())
                .filteredOn(recording -> recording.session().startsWith("hostile-"))
                .allSatisfy(recording -> assertThat(recording.ts()).isEqualTo(NOON))
                .extracting(IngestHarness.Row::person)
                .doesNotHaveDuplicates()
                .hasSize(ids.size());
    }

    @Test
    void cuts_chunks_between_snapshots() {
        IngestSettings small = new IngestSettings(4, 1_000, 64L << 20, Duration.ofSeconds(5));
        IngestHarness ingest = new IngestHarness(postgres, small, Rules.EVERYONE);
        String little = snapshot(NOON, "x".repeat(300));
        String big = snapshot(NOON, "y".repeat(5_000));

        ingest.send(Sent.body().event("ada", "cut", "w", little, little, little, big, little), NOON);

        List<Stored> chunks = ingest.chunks(ingest.recordings("cut").get(0).key());
        assertThat(chunks).extracting(Stored::count).containsExactly(2, 1, 1, 1);
        assertThat(ingest.plain("cut", "w")).isEqualTo(String.join(",", little, little, little, big, little));
    }

    @Test
    void takes_the_good_events_of_a_batch_and_explains_the_others() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);
        Sent mixed = Sent.body()
                .event("ada", "mixed", "w", snapshot(NOON, "good"))
                .raw("{\"event\":\"$snapshot\",\"properties\":{\"$snapshot_data\":[" + snapshot(NOON) + "]}}")
                .event("ada", "mixed", "w", "7")
                .raw("{\"event\":\"paid\",\"properties\":{\"distinct_id\":\"ada\",\"note\":\"nul \\u0000 here\"}}");

        IngestAnswer answer = ingest.send(mixed, NOON);

        assertThat(answer.accepted()).isEqualTo(2);
        assertThat(answer.refused()).extracting(Refusal::index).containsExactlyInAnyOrder(1, 2);
        assertThat(answer.refused())
                .allSatisfy(refusal -> assertThat(refusal.reason()).isNotBlank());
        assertThat(ingest.plain("mixed", "w")).isEqualTo(snapshot(NOON, "good"));
    }

    @Test
    void refuses_whom_a_rule_does_not_record_but_takes_other_events() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.NOBODY, Rules.EVERYONE);

        IngestAnswer answer = ingest.send(
                Sent.body()
                        .event("ada", "refused", "w", snapshot(NOON))
                        .raw("{\"event\":\"clicked\",\"properties\":{\"distinct_id\":\"ada\"}}"),
                NOON);

        assertThat(answer.accepted()).isEqualTo(1);
        assertThat(answer.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.cause()).isEqualTo(Refusal.Cause.NOT_RECORDED);
            assertThat(refusal.reason()).contains("opted out");
        });
        assertThat(ingest.recordings("refused")).isEmpty();
    }

    @Test
    void refuses_everyone_where_no_rule_says_record() {
        IngestHarness ingest = new IngestHarness(postgres);

        IngestAnswer answer = ingest.send(Sent.body().event("ada", "off", "w", snapshot(NOON)), NOON);

        assertThat(answer.nothingTaken()).isTrue();
        assertThat(ingest.recordings("off")).isEmpty();
    }

    @Test
    void makes_the_partition_of_a_day_that_has_none() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);
        Instant far = Instant.parse("2031-07-01T00:00:00Z");

        ingest.send(Sent.body().event("ada", "far", "w", snapshot(far)), far);
        ingest.send(Sent.body().event("ada", "far", "w", snapshot(far)), far.plus(Duration.ofDays(40)));

        assertThat(ingest.chunks(ingest.recordings("far").get(0).key())).hasSize(2);
    }

    @Test
    void tells_no_payload_where_the_database_fails() {
        IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);
        ingest.database.jdbi().useHandle(handle -> handle.execute("alter table chunk add check (length <> 666)"));
        String wrapped = snapshot(NOON, "");
        String told = snapshot(NOON, "private" + "x".repeat(666 - wrapped.length() - "private".length()));

        assertThatThrownBy(() -> ingest.send(Sent.body().event("private-id", "told", "private-window", told), NOON))
                .satisfies(error -> {
                    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                        assertThat(cause.getMessage()).doesNotContain("private");
                    }
                });
        assertThat(ingest.recordings("told")).isEmpty();
    }

    @Test
    void refuses_with_retry_what_memory_does_not_hold() throws Exception {
        MemoryBudget budget = new MemoryBudget(1 << 20, Duration.ofMillis(20));
        try (MemoryBudget.Reservation all = budget.reserve(10 << 20)) {
            assertThat(budget.free()).isZero();
            assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(MemoryBudget.Exhausted.class);
        }
        assertThat(budget.free()).isEqualTo(1 << 20);
    }
}
