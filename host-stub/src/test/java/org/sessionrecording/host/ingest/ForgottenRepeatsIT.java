package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.host.store.EventKeys;
import org.sessionrecording.host.testing.PostgresFixture;

/** Repeats of what was archived so long ago that the database has forgotten which events it came from. */
final class ForgottenRepeatsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static IngestHarness ingest;

    private final Set<UUID> inParts = new HashSet<>();
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
    }

    @BeforeEach
    void partsAnswer() {
        ingest.inParts = (events, project, recordings) -> {
            asked.incrementAndGet();
            Set<UUID> found = new HashSet<>(events);
            found.retainAll(inParts);
            return found;
        };
    }

    @Test
    void a_repeat_is_found_in_the_parts_and_only_what_is_new_is_stored() {
        Sent sent = Sent.body().event("ada", "forgotten", "w", snapshot(NOON, "old"));
        ingest.send(sent, NOON);
        archiveAndForget("forgotten");

        IngestAnswer answer = ingest.send(sent.event("ada", "forgotten", "w", snapshot(NOON, "late")), NOON);

        assertThat(answer).isEqualTo(new IngestAnswer(1, 1, List.of()));
        assertThat(ingest.recordings("forgotten"))
                .singleElement()
                .extracting(IngestHarness.Row::snapshotCount)
                .isEqualTo(2);
    }

    @Test
    void what_no_part_could_tell_is_stored_as_late() {
        Sent sent = Sent.body().event("ada", "unknown", "w", snapshot(NOON, "old"));
        ingest.send(sent, NOON);
        archiveAndForget("unknown");
        inParts.clear();

        assertThat(ingest.send(sent, NOON)).isEqualTo(new IngestAnswer(1, 0, List.of()));
    }

    @Test
    void parts_are_asked_for_recordings_that_have_some_and_for_events_that_are_not_remembered() {
        Sent sent = Sent.body().event("ada", "ordinary", "w", snapshot(NOON, "one"));
        ingest.send(sent, NOON);
        ingest.send(sent.event("ada", "ordinary", "w", snapshot(NOON, "two")), NOON);
        assertThat(asked).hasValue(0);

        archive("ordinary");
        ingest.send(sent, NOON);
        assertThat(asked).as("still remembered").hasValue(0);
    }

    private void archive(String session) {
        postgres.database().with("archive", handle -> handle.createUpdate("""
                        update recording set parts = 1
                        where session = (select id from session where session_id = :session)
                        """)
                .bind("session", session)
                .execute());
    }

    private void archiveAndForget(String session) {
        archive(session);
        postgres.database().with("forget", handle -> handle.createQuery("""
                        delete from seen_event where session = (select id from session where session_id = :session)
                        returning event_key
                        """)
                .bind("session", session)
                .map((row, context) -> inParts.add(EventKeys.of(row.getBytes("event_key"))))
                .list());
    }
}
