package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.host.ingest.IngestHarness.Row;
import org.sessionrecording.host.ingest.IngestHarness.Stored;
import org.sessionrecording.host.testing.PostgresFixture;

final class IngestRepeatsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static IngestHarness ingest;

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
    }

    @Test
    void stores_a_repeated_request_once() {
        byte[] body = Sent.body()
                .event("ada", "twice", "w", snapshot(NOON))
                .event("ada", "twice", "w", snapshot(NOON))
                .bytes();

        assertThat(ingest.send(body, IngestHarness.LINE, NOON)).isEqualTo(new IngestAnswer(2, 0, List.of()));
        assertThat(ingest.send(body, IngestHarness.LINE, NOON)).isEqualTo(new IngestAnswer(0, 2, List.of()));
        assertThat(ingest.recordings("twice"))
                .singleElement()
                .extracting(Row::snapshotCount)
                .isEqualTo(2);
    }

    @Test
    void stores_what_is_new_of_a_partly_repeated_request() {
        Sent growing = Sent.body().event("ada", "partly", "w", snapshot(NOON, "old"));
        ingest.send(growing, NOON);

        IngestAnswer answer = ingest.send(growing.event("ada", "partly", "w", snapshot(NOON, "new")), NOON);

        assertThat(answer).isEqualTo(new IngestAnswer(1, 1, List.of()));
        assertThat(ingest.plain("partly", "w")).isEqualTo(snapshot(NOON, "old") + "," + snapshot(NOON, "new"));
    }

    @Test
    void stores_one_event_once_that_stands_twice_in_a_request() {
        String event = "{\"event\":\"$snapshot\",\"uuid\":\"0190a1b2-0000-7000-8000-000000000001\",\"properties\":"
                + "{\"distinct_id\":\"ada\",\"$session_id\":\"doubled\",\"$snapshot_data\":[" + snapshot(NOON) + "]}}";

        assertThat(ingest.send(Sent.body().raw(event).raw(event), NOON)).isEqualTo(new IngestAnswer(1, 1, List.of()));
        assertThat(ingest.plain("doubled", "")).isEqualTo(snapshot(NOON));
    }

    @Test
    void stores_a_request_once_that_comes_four_times_at_once() throws Exception {
        for (int round = 0; round < 10; round++) {
            String session = "racing-" + round;
            byte[] body = Sent.body()
                    .event("ada", session, "w", snapshot(NOON), snapshot(NOON.plusMillis(5)))
                    .bytes();

            List<IngestAnswer> answers = atOnce(4, thread -> ingest.send(body, IngestHarness.LINE, NOON));

            assertThat(answers).extracting(IngestAnswer::accepted).containsExactlyInAnyOrder(1, 0, 0, 0);
            assertThat(answers).extracting(IngestAnswer::repeated).containsExactlyInAnyOrder(0, 1, 1, 1);
            assertThat(ingest.recordings(session))
                    .singleElement()
                    .extracting(Row::snapshotCount)
                    .isEqualTo(2);
        }
    }

    @Test
    void loses_and_doubles_nothing_when_eight_threads_write_one_session() throws Exception {
        int requests = 20;
        atOnce(8, thread -> {
            for (int i = 0; i < requests; i++) {
                Instant at = NOON.plusMillis(i);
                ingest.send(
                        Sent.body()
                                .event("ada", "busy", "w" + thread, snapshot(at, thread + "." + i))
                                .event("ada", "busy-too", "w" + thread, snapshot(at, thread + "." + i)),
                        at);
            }
            return thread;
        });

        for (String session : List.of("busy", "busy-too")) {
            Row recording = ingest.recordings(session).get(0);
            assertThat(ingest.recordings(session)).hasSize(1);
            assertThat(recording.snapshotCount()).isEqualTo(8 * requests);
            List<Stored> chunks = ingest.chunks(recording.key());
            assertThat(recording.lastChunk())
                    .isEqualTo(chunks.get(chunks.size() - 1).id());
            for (int thread = 0; thread < 8; thread++) {
                int window = thread;
                String sent = String.join(
                        ",",
                        IntStream.range(0, requests)
                                .mapToObj(i -> snapshot(NOON.plusMillis(i), window + "." + i))
                                .toList());
                assertThat(ingest.plain(session, "w" + thread)).isEqualTo(sent);
            }
        }
    }

    private interface Work<R> {
        R run(int thread) throws Exception;
    }

    private static <R> List<R> atOnce(int threads, Work<R> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<R>> calls = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                calls.add(() -> work.run(number));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
