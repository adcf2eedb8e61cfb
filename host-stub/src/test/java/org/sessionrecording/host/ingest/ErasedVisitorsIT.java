package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.erasure.EveryColumn;
import org.sessionrecording.host.erasure.Receipt;
import org.sessionrecording.host.store.Buried;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.wire.RequestLine;

/** What still comes of somebody who was erased. */
final class ErasedVisitorsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static IngestHarness ingest;
    private static ErasureService erasures;

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
        erasures = new ErasureService(postgres.database(), postgres.clock(), new FakeExtensions(Map.of()));
    }

    private static Receipt erase(String id) {
        return erasures.erase(
                ingest.project.id(), new ErasureScope.Person(new DistinctId(id), true), "admin@example.com");
    }

    private static Instant now() {
        return Instant.ofEpochMilli(postgres.clock().instant().toEpochMilli());
    }

    @Test
    void drops_what_still_comes_of_an_erased_session_and_says_so() {
        Instant noon = now();
        ingest.send(Sent.body().event("ada", "drops", "w", snapshot(noon)), noon);
        Receipt receipt = erasures.erase(
                ingest.project.id(),
                new ErasureScope.One(
                        new RecordingKey(ingest.recordings("drops").get(0).key()), false),
                "admin@example.com");
        assertThat(receipt.done()).isTrue();
        double counted = counted();

        Instant later = now().plusSeconds(5);
        IngestAnswer answer = ingest.send(
                Sent.body()
                        .event("ada", "drops", "w", snapshot(later))
                        .event("somebody else", "drops", "w", snapshot(later))
                        .event("somebody else", "stays", "w", snapshot(later)),
                later);

        assertThat(answer).isEqualTo(new IngestAnswer(1, 0, 2, List.of()));
        assertThat(Answers.of(answer, "/s/")).isEqualTo("{\"status\":\"Ok\",\"erased\":2}");
        assertThat(counted() - counted).isEqualTo(2);
        assertThat(ingest.recordings("drops")).isEmpty();
        assertThat(ingest.recordings("stays")).hasSize(1);
    }

    private static double counted() {
        return ingest.metrics
                .counter("ingest.events", "outcome", "dropped", "reason", "erased")
                .count();
    }

    @Test
    void takes_a_new_visit_after_the_erasure_and_nothing_from_before_it() {
        Instant before = now().minusSeconds(600);
        erase("grace");
        Instant after = now().plusSeconds(1);

        IngestAnswer offline =
                ingest.send(Sent.body().event("grace", "offline", "w", snapshot(before), snapshot(after)), after);
        IngestAnswer visit = ingest.send(Sent.body().event("grace", "new-visit", "w", snapshot(after)), after);

        assertThat(offline).isEqualTo(new IngestAnswer(0, 0, 1, List.of()));
        assertThat(visit).isEqualTo(new IngestAnswer(1, 0, List.of()));
        assertThat(ingest.recordings("offline")).isEmpty();
        assertThat(ingest.recordings("new-visit")).hasSize(1);
    }

    @Test
    void leaves_no_trace_of_a_visitor_without_session_ids_who_comes_too_late() {
        Instant before = now().minusSeconds(600);
        erase("linus.pauling@example.com");

        IngestAnswer answer = ingest.send(
                Sent.body().event("linus.pauling@example.com", "", "w", snapshot(before)), now().plusSeconds(1));

        assertThat(answer.erased()).isEqualTo(1);
        assertThat(EveryColumn.holding(postgres.database(), "linus.pauling")).isEmpty();
    }

    @Test
    void drops_late_events_of_other_kinds_too() {
        erase("marie");
        byte[] body =
                ("{\"api_key\":\"phc_test\",\"batch\":[{\"event\":\"$pageview\",\"distinct_id\":\"marie\",\"timestamp\":\""
                                + now().minusSeconds(60) + "\",\"properties\":{\"a\":1}}]}")
                        .getBytes(StandardCharsets.UTF_8);
        RequestLine line = RequestLine.of("/batch/", "", "application/json");

        assertThat(ingest.send(body, line, now().plusSeconds(1))).isEqualTo(new IngestAnswer(0, 0, 1, List.of()));
        byte[] later = new String(body, StandardCharsets.UTF_8)
                .replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"" + now().plusSeconds(1) + "\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(ingest.send(later, line, now().plusSeconds(1))).isEqualTo(new IngestAnswer(1, 0, List.of()));
    }

    @Test
    void an_identified_visitor_is_found_by_each_of_the_names() {
        Instant at = now();
        ingest.send(
                Sent.body()
                        .event("anon-7", "identified", "w", snapshot(at))
                        .event("alan@example.com", "identified", "w", snapshot(at.plusMillis(5))),
                at);

        assertThat(erase("alan@example.com").erasure().recordings()).isEqualTo(1);
        assertThat(ingest.recordings("identified")).isEmpty();
    }

    @Test
    void an_append_that_was_planned_before_the_erasure_is_refused() {
        var appender = new ChunkAppender(
                postgres.database(),
                new org.sessionrecording.host.store.DayPartitions(postgres.database(), postgres.clock()));
        var tombstones = new org.sessionrecording.host.store.Tombstones(postgres.database());
        var mark = tombstones.visitor(ingest.project.id(), new DistinctId("planned"));
        Buried before = appender.lookUp(ingest.project.id(), Map.of("planned", Set.of()), Set.of(mark))
                .buried();
        assertThat(before.isEmpty()).isTrue();

        erase("planned");

        var append = new org.sessionrecording.host.store.SessionAppend("planned", List.of(), List.of(), List.of());
        assertThat(appender.append(
                        ingest.project.id(), now(), before, List.of(append), left -> {}, ChunkAppender.Beside.NOTHING))
                .isFalse();
        Buried after = appender.lookUp(ingest.project.id(), Map.of("planned", Set.of()), Set.of(mark))
                .buried();
        assertThat(after.erasedAt(mark)).isPresent();
        assertThat(appender.append(
                        ingest.project.id(), now(), after, List.of(append), left -> {}, ChunkAppender.Beside.NOTHING))
                .isTrue();
    }

    @Test
    void nothing_from_before_survives_however_requests_and_erasures_interleave() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> senders = new java.util.ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String name = "racer-" + thread;
                senders.add(threads.submit(() -> {
                    for (int i = 0; !stop.get(); i++) {
                        Instant at = now();
                        // one session goes on and on, others open all the time, and one event of another kind
                        Sent body = Sent.body()
                                .event("racer", name, "w", snapshot(at))
                                .event("racer", name + "-" + i, "w", snapshot(at));
                        ingest.send(body, at);
                    }
                    return null;
                }));
            }
            for (int round = 0; round < 15; round++) {
                Receipt receipt = erase("racer");
                String id = receipt.erasure().id();
                Eventually.until(
                        "the erasure is done", Duration.ofSeconds(60), () -> erasures.retry(ingest.project.id(), id)
                                .done());
                Instant erasedAt = receipt.erasure().erasedAt();
                assertThat(ingest.recordings())
                        .filteredOn(row -> row.person().equals("racer"))
                        .allSatisfy(row -> assertThat(row.startAt()).isAfter(erasedAt));
                assertThat(orphans()).isZero();
            }
            stop.set(true);
            for (Future<?> sender : senders) {
                sender.get();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    /** Chunks and seen events that no recording owns. */
    private static long orphans() {
        return postgres.database().with("count", handle -> handle.createQuery("""
                        select (select count(*) from chunk c where not exists (select from recording r where r.key = c.recording))
                          + (select count(*) from seen_event e where not exists (select from session s where s.id = e.session))
                        """)
                .mapTo(long.class)
                .one());
    }
}
