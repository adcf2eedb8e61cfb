package org.sessionrecording.host.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.SnapshotSource.Left;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.testing.Seed.Seeded;

/** What cannot be removed at once is said, tried again, and removed in the end. */
class OpenErasuresIT extends ErasureSpecs {
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
}
