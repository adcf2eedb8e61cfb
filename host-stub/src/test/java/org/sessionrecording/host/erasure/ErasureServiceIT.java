package org.sessionrecording.host.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.api.recording.SnapshotSource.Left;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.Rejection;

class ErasureServiceIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant END = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Seed seed = new Seed(postgres);
    private final ProjectId project = seed.project("p");
    private final FakeArchive archive = new FakeArchive();
    private final ErasureService service = service(Map.of("test", archive));
    private final PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);

    private ErasureService service(Map<String, SnapshotSource> sources) {
        return new ErasureService(postgres.database(), postgres.clock(), new FakeExtensions(sources));
    }

    private Seeded archived(String id) {
        Seeded seeded = seed.recording(project, id, END, 2);
        String url = url(seeded, 1);
        sql(
                """
                insert into archive_part (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk,
                  last_chunk, chunk_count, archived_at)
                values (?, 1, ?, ?, ?, 10, sha256('x'), 5, ?, ?, 2, now())
                """,
                seeded.key().value(),
                project.value(),
                FakeArchive.ID,
                url,
                first(seeded),
                seeded.last().value());
        sql(
                "update recording set parts = 1, state = 'archived', archived_through = last_chunk where key = ?",
                seeded.key().value());
        archive.objects.add(url);
        return seeded;
    }

    private static long first(Seeded seeded) {
        return seeded.chunks().get(0).value();
    }

    private void intended(Seeded seeded) {
        sql("""
                insert into archive_intent (recording, part, project_id, source, url, chunks, head, tail, upload_id, created_at)
                values (?, 1, ?, ?, ?, array[?::bigint], ''::bytea, ''::bytea, 'upload-1', now())
                """, seeded.key().value(), project.value(), FakeArchive.ID, url(seeded, 1), first(seeded));
    }

    private long run(String state, Duration lease) {
        return postgres.database().with("run", handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until, started_at)
                        values (gen_random_uuid()::text, :project, gen_random_uuid()::text, 'test', :state, 'test', 1, :until, now())
                        returning id
                        """)
                .bind("project", project.value())
                .bind("state", state)
                .bind("until", postgres.clock().instant().plus(lease).atOffset(java.time.ZoneOffset.UTC))
                .mapTo(long.class)
                .one());
    }

    private static String path(Seeded seeded) {
        return new RecordingName(seeded.distinctId(), seeded.timestamp()).path();
    }

    private static String url(Seeded seeded, int part) {
        return "s3://bucket/session_recording/v1/" + path(seeded) + "." + part + ".json";
    }

    private void sql(String sql, Object... values) {
        postgres.database().with("arrange", handle -> handle.execute(sql, values));
    }

    private long count(String sql) {
        return postgres.database().with("count", handle -> handle.createQuery(sql)
                .mapTo(long.class)
                .one());
    }

    private Receipt erase(ErasureScope scope) {
        return service.erase(project, scope, "admin@example.com");
    }

    private static ErasureScope one(Seeded seeded) {
        return new ErasureScope.One(seeded.key(), false);
    }

    private static ErasureScope person(String id) {
        return new ErasureScope.Person(new DistinctId(id), true);
    }

    @Test
    void leaves_nothing_that_names_the_erased_anywhere() {
        String id = "grace.hopper@example.com";
        Seeded live = seed.recording(project, id, END.plusSeconds(60), 3);
        Seeded archived = archived(id);
        sql(
                "update recording set pinned = true, quarantined = ?, quarantined_at = now() where key = ?",
                "cannot write " + url(archived, 1),
                archived.key().value());
        PgAudit audit = new PgAudit(postgres.database(), postgres.clock(), project, "admin@example.com");
        audit.record("recording_pinned", path(archived), "");
        audit.record("settled", "run 7", "settled " + url(live, 1) + " twice");
        sql("""
                insert into task_run (public_id, project_id, task, requested_by, parameters, message, state, host, token,
                  lease_until, started_at)
                values (gen_random_uuid()::text, ?, 'x.restore', 'test', jsonb_build_object('path', ?::text, 'days', '3'), ?,
                  'failed', 'test', 1, now(), now())
                """, project.value(), path(archived), "Cannot read " + url(archived, 1));
        new EventStore(postgres.database()).insert(project, List.of(event(id, "s-x", END)));
        sql(
                "insert into guessed_session (project_id, escaped_id, window_id, session_id, started_at, last_at)"
                        + " values (?, ?, 'w', 'guessed', now(), now())",
                project.value(),
                new DistinctId(id).escaped());
        assertThat(EveryColumn.holding(postgres.database(), id))
                .as("where it stands before")
                .contains(
                        "recording.distinct_id",
                        "audit.subject",
                        "audit.detail",
                        "task_run.message",
                        "event.escaped_id",
                        "task_run.parameters",
                        "guessed_session.escaped_id",
                        "archive_part.url",
                        "recording.quarantined");

        Receipt receipt = erase(person(id));

        assertThat(receipt.done()).as(receipt.toString()).isTrue();
        assertThat(EveryColumn.holding(postgres.database(), id)).isEmpty();
        assertThat(receipt.erasure().recordings()).isEqualTo(2);
        assertThat(receipt.erasure().chunks()).isEqualTo(5);
        assertThat(receipt.erasure().events()).isEqualTo(1);
        assertThat(receipt.erasure().objects()).isEqualTo(1);
        assertThat(archive.objects).isEmpty();
        assertThat(count("select count(*) from chunk where recording in (" + live.key() + "," + archived.key() + ")"))
                .isZero();
        assertThat(count("select count(*) from erasure_subject")).isZero();
        assertThat(audit.newest(Long.MAX_VALUE, 9))
                .extracting(PgAudit.Entry::action)
                .contains("recording_pinned", "erased");
    }

    private StoredEvent event(String id, String session, Instant at) {
        byte[] key = new byte[16];
        new java.util.Random().nextBytes(key);
        return new StoredEvent(key, "$pageview", new DistinctId(id), Optional.of(session), at, at, "{}");
    }

    @Test
    void finds_a_person_by_whatever_they_were_known_as_and_nobody_else() {
        Seeded anonymous = seed.recording(project, "anon-1", END, 1);
        sql(
                "insert into recording_alias (project_id, escaped_id, recording) values (?, 'ada', ?)",
                project.value(),
                anonymous.key().value());
        Seeded named = seed.recording(project, "ada", END, 1);
        Seeded twin = seed.recording(project, "Ada", END, 1);
        Seeded other = seed.recording(project, "anon-1", END.plusSeconds(9), 1);
        ProjectId elsewhere = seed.project("q");
        Seeded neighbour = seed.recording(elsewhere, "ada", END, 1);

        assertThat(erase(person("ada")).erasure().recordings()).isEqualTo(2);

        assertThat(recordings.find(anonymous.key())).isEmpty();
        assertThat(recordings.find(named.key())).isEmpty();
        assertThat(recordings.find(twin.key())).isPresent();
        assertThat(recordings.find(other.key())).isPresent();
        assertThat(new PgRecordings(postgres.database(), postgres.clock(), elsewhere).find(neighbour.key()))
                .isPresent();
    }

    @Test
    void answers_410_with_the_date_for_what_was_erased_in_this_project_alone() {
        Seeded seeded = seed.recording(project, "ada", END, 1);
        String[] halves = path(seeded).split("/");
        Receipt receipt = erase(one(seeded));
        RecordingDocuments documents = new RecordingDocuments(
                postgres.database(), postgres.clock(), new Projects(postgres.database()), new FakeExtensions(Map.of()));

        assertThatThrownBy(() -> documents.require(project, halves[0], halves[1]))
                .isInstanceOfSatisfying(
                        Rejection.class, gone -> assertThat(gone.status()).isEqualTo(410));
        assertThat(documents.erasedAt(project, halves[0], halves[1]))
                .contains(receipt.erasure().erasedAt());
        ProjectId other = seed.project("other");
        assertThatThrownBy(() -> documents.require(other, halves[0], halves[1]))
                .isNotInstanceOf(Rejection.class)
                .isInstanceOfSatisfying(ApiException.class, missing -> assertThat(missing.kind())
                        .isEqualTo(ApiException.Kind.MISSING));
    }

    @Test
    void says_what_could_not_be_removed_yet_and_why_and_goes_on_until_it_is() {
        Seeded locked = archived("ada");
        Instant until = postgres.clock().instant().plus(Duration.ofDays(30));
        archive.holding.put(url(locked, 1), new Left("an Object Lock holds a version of it", Optional.of(until)));

        Receipt receipt = erase(person("ada"));

        assertThat(receipt.done()).isFalse();
        assertThat(receipt.open()).singleElement().satisfies(item -> {
            assertThat(item.reason()).contains("Object Lock");
            assertThat(item.until()).contains(millis(until));
            assertThat(item.nextTry()).isEqualTo(millis(until));
        });
        assertThat(recordings.find(locked.key())).as("hidden at once").isEmpty();
        archive.holding.clear();
        service.goOn();
        assertThat(service.find(project, receipt.erasure().id()).done())
                .as("not before it is due")
                .isFalse();
        assertThat(service.retry(project, receipt.erasure().id()).done()).isTrue();
        assertThat(EveryColumn.holding(postgres.database(), path(locked))).isEmpty();
    }

    private static Instant millis(Instant at) {
        return Instant.ofEpochMilli(at.toEpochMilli());
    }

    @Test
    void tries_again_after_growing_pauses_while_the_archive_is_away() {
        archived("ada");
        archive.away = "Cannot reach the bucket: connection refused";

        Receipt receipt = erase(person("ada"));

        assertThat(receipt.open()).isNotEmpty().allSatisfy(item -> assertThat(item.reason())
                .contains("refused"));
        Duration first = pause(receipt);
        Receipt second = service.retry(project, receipt.erasure().id());
        assertThat(pause(second)).isGreaterThan(first);
        archive.away = null;
        assertThat(service.retry(project, receipt.erasure().id()).done()).isTrue();
        assertThat(archive.objects).isEmpty();
    }

    private static Duration pause(Receipt receipt) {
        ErasureItem item = receipt.open().get(0);
        return Duration.between(postgres.clock().instant(), item.nextTry()).plusSeconds(20);
    }

    @Test
    void waits_for_the_plugin_that_can_reach_the_archive() {
        Seeded seeded = archived("ada");
        ErasureService without = service(Map.of());

        Receipt receipt = without.erase(project, person("ada"), "admin@example.com");

        assertThat(receipt.open()).isNotEmpty().allSatisfy(item -> assertThat(item.reason())
                .contains("enable test"));
        assertThat(archive.objects).contains(url(seeded, 1));
        service.goOn();
        assertThat(service.find(project, receipt.erasure().id()).done()).isTrue();
        assertThat(archive.objects).isEmpty();
    }

    @Test
    void puts_the_tombstone_into_the_archive_before_and_also_where_nothing_of_the_person_lies() {
        Seeded live = seed.recording(project, "ada", END, 1);

        Receipt receipt = erase(person("ada"));

        assertThat(receipt.done()).isTrue();
        assertThat(archive.tombstones).anySatisfy(tombstone -> {
            assertThat(tombstone.escapedId()).contains("ada");
            assertThat(tombstone.paths()).containsExactly(path(live));
            assertThat(tombstone.sessionIds()).hasSize(1);
            assertThat(tombstone.erasedAt()).isEqualTo(receipt.erasure().erasedAt());
        });
    }

    @Test
    void deletes_again_what_a_run_was_writing_once_that_can_have_arrived() {
        Seeded seeded = seed.recording(project, "ada", END, 1);
        intended(seeded);
        long run = run("running", Duration.ofMinutes(5));

        Receipt receipt = erase(one(seeded));

        assertThat(receipt.open()).singleElement().satisfies(item -> assertThat(item.reason())
                .contains("under way"));
        archive.objects.add(url(seeded, 1)); // the run's upload arrives only now
        sql(
                "update task_run set state = 'succeeded', ended_at = ? where id = ?",
                postgres.clock().instant().atOffset(java.time.ZoneOffset.UTC),
                run);
        assertThat(service.retry(project, receipt.erasure().id()).done())
                .as("its last request may be under way")
                .isFalse();
        archive.objects.add(url(seeded, 1));
        postgres.clock().advance(Finishing.IN_FLIGHT.plusSeconds(1));
        service.goOn();

        assertThat(archive.objects).isEmpty();
        assertThat(service.find(project, receipt.erasure().id()).done()).isTrue();
    }

    @Test
    void deletes_again_what_a_killed_host_may_have_begun() {
        Seeded seeded = seed.recording(project, "ada", END, 1);
        intended(seeded);
        run("running", Duration.ofMinutes(-5)); // its lease is over

        Receipt receipt = erase(one(seeded));

        assertThat(receipt.done()).isFalse();
        archive.objects.add(url(seeded, 1));
        postgres.clock().advance(Finishing.IN_FLIGHT.plusSeconds(1));
        service.goOn();
        assertThat(archive.objects).isEmpty();
        assertThat(service.find(project, receipt.erasure().id()).done()).isTrue();
    }

    @Test
    void erases_by_a_span_of_time_in_batches() {
        for (int i = 0; i < 450; i++) {
            seed.recording(project, "p" + i, END.plusSeconds(i), 1);
        }
        Seeded after = seed.recording(project, "after", END.plusSeconds(450), 1);
        ErasureScope scope = new ErasureScope.Between(END, END.plusSeconds(450), false);
        assertThat(service.preview(project, scope).recordings()).isEqualTo(450);

        Receipt receipt = erase(scope);

        assertThat(receipt.erasure().recordings()).isEqualTo(450);
        assertThat(recordings.find(after.key())).isPresent();
        assertThat(EveryColumn.holding(postgres.database(), "p449/2026")).isEmpty();
    }

    @Test
    void keeps_other_events_where_asked_to() {
        EventStore events = new EventStore(postgres.database());
        events.insert(project, List.of(event("ada", "s1", END)));

        erase(new ErasureScope.Person(new DistinctId("ada"), false));
        assertThat(events.ofPerson(project, new DistinctId("ada"), EventStore.Position.newest(), 9))
                .hasSize(1);
        assertThat(events.insert(project, List.of(event("ada", "s1", END)))).isEqualTo(1);

        erase(person("ada"));
        assertThat(events.ofPerson(project, new DistinctId("ada"), EventStore.Position.newest(), 9))
                .isEmpty();
    }

    @Test
    void ends_where_it_is_cancelled_and_what_is_erased_stays_so() {
        for (int i = 0; i < 250; i++) {
            seed.recording(project, "c" + i, END.plusSeconds(i), 1);
        }
        ErasureScope scope = new ErasureScope.Between(END, END.plusSeconds(1000), false);

        assertThatThrownBy(() -> service.erase(project, scope, "admin@example.com", gone -> {
                    if (gone > 0) {
                        throw new IllegalStateException("cancelled");
                    }
                }))
                .hasMessage("cancelled");

        assertThat(service.preview(project, scope).recordings()).isEqualTo(50);
        service.goOn();
        assertThat(service.newest(project, 9)).singleElement().satisfies(receipt -> assertThat(receipt.done())
                .isTrue());
    }
}
