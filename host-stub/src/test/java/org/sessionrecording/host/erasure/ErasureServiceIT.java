package org.sessionrecording.host.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.Rejection;

class ErasureServiceIT extends ErasureSpecs {
    private long count(String sql) {
        return postgres.database().with("count", handle -> handle.createQuery(sql)
                .mapTo(long.class)
                .one());
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
