package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Only the run that holds its lease changes what is archived. */
final class ArchiveLeaseIT extends ArchiveSpecs {
    @Test
    void does_nothing_for_another_projects_run() {
        Seeded seeded = archived();
        ProjectId other = seed.project("other");
        Lease theirs = runs.begin(other, Duration.ofMinutes(1));

        assertThat(recordings(other).removeArchived(List.of(new Removal(seeded.key(), seeded.last())), theirs))
                .isEmpty();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), theirs));
        assertThat(links(other).parts(seeded.key())).isEmpty();
        assertThat(links(other).findByUrl(part(intent(seeded)).url())).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
    }

    @Test
    void changes_nothing_once_the_lease_is_lost() {
        Seeded seeded = archived();
        Seeded fresh = seed.recording(project, "fresh", OLD, 1);
        Lease lost = lease;
        runs.takeOver(lease);

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), lost));
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> links.intend(List.of(intent(fresh)), lost));
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> links.link(List.of(part(intent(fresh))), lost));
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> links.withdraw(fresh.key(), 1, lost));
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
    }

    @Test
    void a_host_that_slept_through_its_lease_removes_nothing() {
        Seeded seeded = archived();
        lease = runs.begin(project, Duration.ofSeconds(-1));

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> remove(seeded.key(), seeded.last()));
    }

    @Test
    void a_take_over_waits_for_the_removal_under_way_and_the_next_one_fails() throws Exception {
        Seeded seeded = archived();
        LeaseGuard guard = new LeaseGuard(postgres.clock(), project);
        CompletableFuture<Lease> takeOver = postgres.database().inTransaction("hold the lease", handle -> {
            guard.requireHeld(handle, lease);
            CompletableFuture<Lease> waiting = CompletableFuture.supplyAsync(() -> runs.takeOver(lease));
            Eventually.until("the take-over waits for a lock", Duration.ofSeconds(10), this::somebodyWaits);
            assertThat(waiting).isNotDone();
            return waiting;
        });

        takeOver.get(10, TimeUnit.SECONDS);

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> remove(seeded.key(), seeded.last()));
    }

    private Seeded archived() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        link(seeded);
        return seeded;
    }

    private boolean somebodyWaits() {
        return postgres.database().with("look for waits", handle -> handle.createQuery(
                        "select exists (select from pg_locks l join pg_stat_activity a using (pid)"
                                + " where not l.granted and a.datname = current_database())")
                .mapTo(boolean.class)
                .one());
    }
}
