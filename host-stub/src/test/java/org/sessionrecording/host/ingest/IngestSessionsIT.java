package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.ingest.IngestHarness.Row;
import org.sessionrecording.host.ingest.IngestHarness.Stored;
import org.sessionrecording.host.store.FactsCodec;
import org.sessionrecording.host.store.FlatFacts;
import org.sessionrecording.host.testing.PostgresFixture;

final class IngestSessionsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00.123Z");
    private static IngestHarness ingest;

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
    }

    @Test
    void keeps_windows_of_a_session_in_chunks_of_their_own() {
        IngestAnswer answer = ingest.send(
                Sent.body()
                        .event("windows", "windows", "w1", snapshot(NOON, "a"))
                        .event("windows", "windows", "w2", snapshot(NOON, "b"))
                        .event("windows", "windows", "w1", snapshot(NOON.plusMillis(1), "c")),
                NOON.plusSeconds(1));

        assertThat(answer).isEqualTo(new IngestAnswer(3, 0, List.of()));
        Row recording = ingest.recordings("windows").get(0);
        assertThat(ingest.recordings("windows")).hasSize(1);
        assertThat(ingest.chunks(recording.key())).extracting(Stored::window).containsExactly("w1", "w2");
        assertThat(ingest.plain("windows", "w1"))
                .isEqualTo(snapshot(NOON, "a") + "," + snapshot(NOON.plusMillis(1), "c"));
        assertThat(ingest.plain("windows", "w2")).isEqualTo(snapshot(NOON, "b"));
    }

    @Test
    void keeps_whom_a_visitor_came_to_be_known_as_as_a_fact_beside_the_name() {
        ingest.send(
                Sent.body()
                        .event("anonymous", "identify", "w", snapshot(NOON, "a"))
                        .event("ada@example.com", "identify", "w", snapshot(NOON.plusMillis(1), "b")),
                NOON);
        ingest.send(Sent.body().event("ada@example.com", "identify", "w", snapshot(NOON.plusSeconds(2), "c")), NOON);
        ingest.send(Sent.body().event("ada-2", "identify", "w", snapshot(NOON.plusSeconds(4), "d")), NOON);
        ingest.send(Sent.body().event("anonymous", "identify", "w", snapshot(NOON.plusSeconds(6), "e")), NOON);

        assertThat(ingest.recordings("identify")).hasSize(1);
        Row recording = ingest.recordings("identify").get(0);
        assertThat(recording.person()).isEqualTo("anonymous");
        assertThat(FlatFacts.of(new FactsCodec().read(recording.facts())))
                .isEqualTo(Facts.of(Map.of("distinct_ids", new Fact.Texts(List.of("ada-2", "ada@example.com")))));
    }

    @Test
    void adds_up_what_a_recording_holds() {
        for (int i = 0; i < 3; i++) {
            Instant at = NOON.plusSeconds(i);
            ingest.send(Sent.body().event("sums", "sums", "w", snapshot(at), snapshot(at)), at);
        }

        Row recording = ingest.recordings("sums").get(0);
        assertThat(recording.snapshotCount()).isEqualTo(6);
        assertThat(recording.ts()).isEqualTo(NOON);
        assertThat(recording.startAt()).isEqualTo(NOON);
        assertThat(recording.endAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(recording.rawBytes()).isEqualTo(3L * (2 * snapshot(NOON).length() + 1));
        assertThat(recording.liveBytes()).isEqualTo(recording.storedBytes()).isPositive();
        assertThat(recording.lastChunk())
                .isEqualTo(ingest.chunks(recording.key()).get(2).id());
    }

    @Test
    void opens_another_recording_after_a_day() {
        ingest.send(Sent.body().event("long", "long", "w", snapshot(NOON, "first")), NOON);
        Instant dayLater = NOON.plus(Duration.ofHours(24));
        ingest.send(Sent.body().event("long", "long", "w", snapshot(dayLater, "last of it")), dayLater);
        Instant next = NOON.plus(Duration.ofHours(25));
        ingest.send(Sent.body().event("long", "long", "w", snapshot(next, "next")), next);
        ingest.send(Sent.body().event("long", "long", "w", snapshot(NOON.plusSeconds(5), "late")), next.plusSeconds(9));

        assertThat(ingest.recordings("long")).extracting(Row::ts).containsExactly(NOON, next);
        assertThat(ingest.recordings("long")).extracting(Row::snapshotCount).containsExactly(3, 1);
    }

    @Test
    void cuts_one_request_that_spans_two_days() {
        Instant next = NOON.plus(Duration.ofHours(25));
        ingest.send(Sent.body().event("import", "import", "w", snapshot(NOON, "1"), snapshot(next, "2")), next);

        assertThat(ingest.recordings("import")).extracting(Row::ts).containsExactly(NOON, next);
        assertThat(ingest.plain("import", "w")).isEqualTo(snapshot(NOON, "1") + "," + snapshot(next, "2"));
    }

    @Test
    void keeps_snapshots_from_before_the_first_in_the_same_recording() {
        ingest.send(Sent.body().event("early", "early", "w", snapshot(NOON)), NOON);
        ingest.send(Sent.body().event("early", "early", "w", snapshot(NOON.minusSeconds(60))), NOON);

        assertThat(ingest.recordings("early")).singleElement().satisfies(recording -> {
            assertThat(recording.ts()).isEqualTo(NOON);
            assertThat(recording.startAt()).isEqualTo(NOON.minusSeconds(60));
        });
    }

    @Test
    void takes_the_next_free_millisecond_where_a_name_is_taken() {
        for (String session : List.of("same-1", "same-2", "same-3")) {
            ingest.send(Sent.body().event("twin", session, "w", snapshot(NOON)), NOON);
        }

        assertThat(ingest.recordings("same-1").get(0).ts()).isEqualTo(NOON);
        assertThat(ingest.recordings("same-2").get(0).ts()).isEqualTo(NOON.plusMillis(1));
        assertThat(ingest.recordings("same-3").get(0).ts()).isEqualTo(NOON.plusMillis(2));
        assertThat(ingest.recordings("same-3").get(0).startAt()).isEqualTo(NOON);
    }

    @Test
    void names_a_recording_after_who_was_first() {
        ingest.send(Sent.body().event("anonymous", "identify", "w", snapshot(NOON)), NOON);
        ingest.send(Sent.body().event("ada@example.com", "identify", "w", snapshot(NOON.plusSeconds(1))), NOON);

        assertThat(ingest.recordings("identify")).extracting(Row::person).containsExactly("anonymous");
    }

    @Test
    void corrects_by_the_skew_of_a_recordings_first_chunk() {
        Instant wrong = NOON.minus(Duration.ofDays(400));
        ingest.send(
                Sent.body().event("skewed", "skewed", "w", snapshot(wrong)).sentAt(wrong.plusSeconds(2)),
                NOON.plusSeconds(2));
        ingest.send(
                Sent.body()
                        .event("skewed", "skewed", "w", snapshot(wrong.plusSeconds(10)))
                        .sentAt(wrong.plusSeconds(11)),
                NOON.plusSeconds(99));

        Row recording = ingest.recordings("skewed").get(0);
        assertThat(recording.ts()).isEqualTo(NOON);
        assertThat(recording.skewMillis()).isEqualTo(Duration.ofDays(400).toMillis());
        assertThat(recording.endAt()).isEqualTo(NOON.plusSeconds(10));
        assertThat(ingest.plain("skewed", "w")).startsWith(snapshot(wrong));
    }

    @Test
    void takes_impossible_instants_as_the_arrival() {
        Instant past = Instant.parse("1970-01-01T00:00:01Z");
        Instant future = Instant.parse("2099-01-01T00:00:00Z");
        ingest.send(Sent.body().event("impossible", "impossible", "w", snapshot(past), snapshot(future)), NOON);

        Row recording = ingest.recordings("impossible").get(0);
        assertThat(recording.ts()).isEqualTo(NOON);
        assertThat(recording.endAt()).isEqualTo(NOON);
        assertThat(ingest.plain("impossible", "w")).isEqualTo(snapshot(past) + "," + snapshot(future));
    }

    @Test
    void guesses_sessions_of_clients_without_ids() {
        byte[] first = Sent.body().event("guess", "", "", snapshot(NOON, "1")).bytes();
        ingest.send(first, IngestHarness.LINE, NOON);
        Instant near = NOON.plus(Duration.ofMinutes(29));
        ingest.send(Sent.body().event("guess", "", "", snapshot(near, "2")), near);
        Instant far = near.plus(Duration.ofMinutes(30));
        ingest.send(Sent.body().event("guess", "", "", snapshot(far, "3")), far);
        IngestAnswer repeat = ingest.send(first, IngestHarness.LINE, far);

        assertThat(repeat.repeated()).isEqualTo(1);
        assertThat(ingest.recordings())
                .filteredOn(recording -> recording.person().equals("guess"))
                .extracting(Row::snapshotCount)
                .containsExactly(2, 1);
    }

    @Test
    void guesses_no_session_longer_than_a_day() {
        for (int i = 0; i <= 3 * 25; i++) {
            Instant at = NOON.plus(Duration.ofMinutes(20L * i));
            ingest.send(Sent.body().event("awake", "", "w", snapshot(at)), at);
        }

        assertThat(ingest.recordings())
                .filteredOn(recording -> recording.person().equals("awake"))
                .hasSize(2)
                .allSatisfy(recording -> assertThat(Duration.between(recording.startAt(), recording.endAt()))
                        .isLessThanOrEqualTo(Duration.ofHours(24)));
    }
}
