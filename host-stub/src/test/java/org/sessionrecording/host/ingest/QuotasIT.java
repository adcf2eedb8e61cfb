package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.Quota;
import org.sessionrecording.host.testing.PostgresFixture;

/** Only the next so many sessions: exact, whoever sends and however many at once. */
class QuotasIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final int LIMIT = 5;
    private static int tests;

    private final String counter = "next." + ++tests;
    private IngestHarness ingest;

    @BeforeEach
    void start() {
        ingest = host();
    }

    private IngestHarness host() {
        return new IngestHarness(postgres, new CaptureRule() {
            @Override
            public String id() {
                return "next";
            }

            @Override
            public CaptureDecision decide(CaptureRequest request) {
                return new CaptureDecision.Record(Map.of(), List.of(new Quota(counter, LIMIT, "enough for today")));
            }
        });
    }

    private static IngestAnswer send(IngestHarness to, String session, int n) {
        return to.send(body(session, n), NOW);
    }

    private static Sent body(String session, int n) {
        // each of another person, since recordings of one are written one after the other
        return Sent.body().event("visitor of " + session, session, "w", Sent.snapshot(NOW.plusSeconds(n)));
    }

    private String session(int i) {
        return counter + "-" + i;
    }

    private long counted() {
        return postgres.database().with("read a counter", handle -> handle.createQuery(
                        "select value from plugin_counter where name = :name")
                .bind("name", counter)
                .mapTo(long.class)
                .one());
    }

    @Test
    void sessions_beyond_the_quota_are_left_out_and_clients_told_to_pause() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(send(ingest, session(i), 0).quotaLimited()).isFalse();
        }
        IngestAnswer beyond = send(ingest, session(LIMIT), 0);

        assertThat(beyond.quotaLimited()).isTrue();
        assertThat(Answers.of(beyond, "/s/"))
                .startsWith("{\"status\":\"Ok\",\"quota_limited\":[\"recordings\"]")
                .contains("enough for today");
        assertThat(ingest.recordings(session(LIMIT))).isEmpty();
        assertThat(counted()).isEqualTo(LIMIT);
    }

    @Test
    void a_session_that_was_counted_goes_on() {
        for (int i = 0; i < LIMIT; i++) {
            send(ingest, session(i), 0);
        }
        IngestAnswer more = send(ingest, session(0), 1);

        assertThat(more.quotaLimited()).isFalse();
        assertThat(more.accepted()).isEqualTo(1);
        assertThat(counted()).isEqualTo(LIMIT);
    }

    @Test
    void repeats_are_not_counted_again() {
        Sent body = body(session(0), 0);
        assertThat(ingest.send(body, NOW).accepted()).isEqualTo(1);
        assertThat(ingest.send(body, NOW).repeated()).isEqualTo(1);

        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void the_count_is_exact_on_two_hosts_at_once() throws Exception {
        List<IngestHarness> hosts = List.of(ingest, host());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<IngestAnswer>> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                int n = i;
                answers.add(pool.submit(() -> send(hosts.get(n % 2), session(n / 2), n)));
            }
            for (Future<IngestAnswer> answer : answers) {
                answer.get();
            }
        } finally {
            pool.shutdownNow();
        }
        long recorded = 0;
        for (int i = 0; i < 20; i++) {
            recorded += ingest.recordings(session(i)).size();
        }
        assertThat(recorded).isEqualTo(LIMIT);
        assertThat(counted()).isEqualTo(LIMIT);
    }
}
