package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.api.recording.RetentionContract;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

/** Expiry, inventory and budget in PostgreSQL. */
final class ExpiryIT extends RetentionContract {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private final Seed seed = new Seed(postgres);
    private final Runs runs = new Runs(postgres);
    private ProjectId project = new ProjectId(1);
    private Lease lease = new Lease(0, 0);

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        lease = runs.begin(project, Duration.ofMinutes(1));
    }

    @Override
    protected Recordings recordings() {
        return pg();
    }

    private PgRecordings pg() {
        return new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    @Override
    protected Lease lease() {
        return lease;
    }

    @Override
    protected void takeOver() {
        runs.takeOver(lease);
    }

    @Override
    protected RecordingKey add(String distinctId, Instant end, int chunks) {
        return seed.recording(project, distinctId, end, chunks).key();
    }

    @Override
    protected void append(RecordingKey recording) {
        seed.lateChunk(
                recording,
                postgres.clock()
                        .instant()
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .plusDays(1),
                "{\"late\":1}");
    }

    @Override
    protected void watch(RecordingKey recording) {
        pg().noteWatched(recording);
    }

    private String row(RecordingKey key, String columns) {
        return postgres.database().with("read", handle -> handle.createQuery(
                        "select concat_ws(' ', " + columns + ") from recording where key = :key")
                .bind("key", key.value())
                .mapTo(String.class)
                .one());
    }

    @Test
    void the_facts_of_what_expired_go_and_no_day_is_held_for_it() {
        RecordingKey key = add("ada", DAY, 2);
        postgres.database()
                .with(
                        "give it facts",
                        handle -> handle.execute(
                                "update recording set facts = '{\"p/e\":{\"version\":1,\"facts\":{}}}' where key = ?",
                                key.value()));
        Recording before = pg().find(key).orElseThrow();

        recordings().expire(List.of(new Removal(key, before.lastChunk())), lease);

        assertThat(row(key, "facts::text, live_from, live_to")).isEqualTo("{}");
        assertThat(pg().find(key).orElseThrow().facts()).isEqualTo(Facts.none());
    }

    @Test
    void the_days_of_what_arrived_meanwhile_stay_held() {
        RecordingKey key = add("ada", DAY, 2);
        Recording before = pg().find(key).orElseThrow();
        append(key);

        recordings().expire(List.of(new Removal(key, before.lastChunk())), lease);

        String tomorrow = postgres.clock()
                .instant()
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1)
                .toString();
        assertThat(row(key, "live_from, live_to")).isEqualTo(tomorrow + " " + tomorrow);
    }

    @Test
    void another_projects_recordings_do_not_expire() {
        RecordingKey theirs =
                seed.recording(seed.project("other"), "ada", DAY, 1).key();
        var last = postgres.database()
                .with("read", handle -> handle.createQuery("select last_chunk from recording where key = :key")
                        .bind("key", theirs.value())
                        .mapTo(long.class)
                        .one());

        var gone = recordings()
                .expire(List.of(new Removal(theirs, new org.sessionrecording.api.recording.ChunkId(last))), lease);

        assertThat(gone).isEmpty();
        assertThat(row(theirs, "state")).isEqualTo("live");
    }

    @Test
    void what_an_open_intent_names_does_not_expire() {
        RecordingKey key = add("ada", DAY, 1);
        Recording recording = pg().find(key).orElseThrow();
        new PgArchiveLinks(postgres.database(), postgres.clock(), project)
                .intend(
                        List.of(new org.sessionrecording.api.recording.ArchiveIntent(
                                key,
                                "source",
                                1,
                                "s3://bucket/" + key,
                                List.of(recording.lastChunk()),
                                new byte[] {1},
                                new byte[] {2},
                                java.util.Optional.empty())),
                        lease);

        assertThat(recordings().expire(List.of(new Removal(key, recording.lastChunk())), lease))
                .isEmpty();
    }

    @Test
    void events_of_what_expired_are_forgotten_two_days_later() {
        RecordingKey key = add("ada", DAY, 1);
        postgres.database()
                .with(
                        "see an event",
                        handle -> handle.execute(
                                "insert into seen_event select session, '\\x00' from recording where key = ?",
                                key.value()));
        recordings()
                .expire(List.of(new Removal(key, pg().find(key).orElseThrow().lastChunk())), lease);
        SeenEvents seen = new SeenEvents(postgres.database(), postgres.clock());

        assertThat(seen.forgetOld()).isZero();
        postgres.clock().advance(Duration.ofHours(49));

        assertThat(seen.forgetOld()).isOne();
    }

    @Test
    void watching_is_noted_once_a_minute() {
        RecordingKey key = add("ada", DAY, 1);
        pg().noteWatched(key);
        Instant first = pg().find(key).orElseThrow().watchedAt().orElseThrow();
        postgres.clock().advance(Duration.ofSeconds(30));
        pg().noteWatched(key);
        assertThat(pg().find(key).orElseThrow().watchedAt()).contains(first);
        postgres.clock().advance(Duration.ofSeconds(31));
        pg().noteWatched(key);

        assertThat(pg().find(key).orElseThrow().watchedAt().orElseThrow()).isAfter(first);
    }
}
