package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.EventStore.Position;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

final class EventStoreIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123Z");

    private final Seed seed = new Seed(postgres);
    private final ProjectId project = seed.project("test");
    private final EventStore events = new EventStore(postgres.database());

    @Test
    void stores_an_event_once_however_often_it_comes() {
        assertThat(events.insert(project, List.of(event(1, "ada"), event(1, "ada"), event(2, "ada"))))
                .isEqualTo(2);
        assertThat(events.insert(project, List.of(event(2, "ada"), event(3, "ada"))))
                .isOne();
        assertThat(events.insert(seed.project("other"), List.of(event(1, "ada"))))
                .isOne();

        assertThat(events.newest(project, Position.newest(), 10)).hasSize(3);
    }

    @Test
    void gives_back_what_was_stored() {
        events.insert(project, List.of(event(1, "\ud83c\u0000")));

        assertThat(events.newest(project, Position.newest(), 10))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.distinctId().value()).isEqualTo("\ud83c\u0000");
                    assertThat(event.at()).isEqualTo(AT.plusMillis(1));
                    assertThat(event.sessionId()).contains("s1");
                    assertThat(event.properties()).isEqualTo("{\"n\": 1}");
                });
    }

    @Test
    void keeps_events_whose_properties_hold_what_jsonb_refuses() {
        String hostile =
                "{\"nul\": \"a\\u0000b\", \"lone\": \"\\ud83cx\", \"pair\": \"\\ud83c\\udf89\", \"path\": \"c:\\\\u0000\"}";
        StoredEvent event =
                new StoredEvent(key(1), "weird\u0000", new DistinctId("ada"), Optional.of("\udf89"), AT, AT, hostile);

        assertThat(events.insert(project, List.of(event))).isOne();

        assertThat(events.newest(project, Position.newest(), 10).get(0).properties())
                .contains("a\ufffdb", "\"\ufffdx\"", "🎉", "c:\\\\u0000");
    }

    @Test
    void lists_by_project_session_and_person_page_by_page() {
        for (int i = 1; i <= 5; i++) {
            events.insert(project, List.of(event(i, i % 2 == 0 ? "even" : "odd")));
        }

        List<StoredEvent> first = events.newest(project, Position.newest(), 2);
        List<StoredEvent> second = events.newest(project, Position.of(first.get(1)), 2);

        assertThat(first).extracting(StoredEvent::at).containsExactly(AT.plusMillis(5), AT.plusMillis(4));
        assertThat(second).extracting(StoredEvent::at).containsExactly(AT.plusMillis(3), AT.plusMillis(2));
        assertThat(events.ofPerson(project, new DistinctId("even"), Position.newest(), 10))
                .hasSize(2);
        assertThat(events.ofSession(project, "s3", Position.newest(), 10)).hasSize(1);
    }

    @Test
    void tells_events_of_the_same_instant_apart_when_paging() {
        for (int i = 1; i <= 3; i++) {
            events.insert(
                    project,
                    List.of(new StoredEvent(key(i), "e", new DistinctId("ada"), Optional.empty(), AT, AT, "{}")));
        }

        List<StoredEvent> first = events.newest(project, Position.newest(), 2);
        List<StoredEvent> second = events.newest(project, Position.of(first.get(1)), 2);

        assertThat(second).hasSize(1);
        assertThat(second.get(0).key()).isEqualTo(key(1));
    }

    @Test
    void takes_no_snapshots() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new StoredEvent(key(1), "$snapshot", new DistinctId("ada"), Optional.empty(), AT, AT, "{}"));
    }

    @Test
    void shows_snapshots_to_whoever_asks_the_view() {
        events.insert(project, List.of(event(1, "ada")));
        seed.recording(project, "ada", AT, 2);

        List<String> seen = postgres.database().with("ask the view", handle -> handle.createQuery("""
                        select event || ' ' || coalesce(properties ->> '$snapshot_count', '') from event_with_snapshots
                        where project_id = :project order by event
                        """)
                .bind("project", project.value())
                .mapTo(String.class)
                .list());

        assertThat(seen).containsExactly("$snapshot 1", "$snapshot 1", "click ");
    }

    private static StoredEvent event(int n, String distinctId) {
        return new StoredEvent(
                key(n),
                "click",
                new DistinctId(distinctId),
                Optional.of("s" + n),
                AT.plusMillis(n),
                AT,
                "{\"n\":" + n + "}");
    }

    private static byte[] key(int n) {
        return ByteBuffer.allocate(16).putInt(12, n).array();
    }
}
