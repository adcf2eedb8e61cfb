package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Intent, link, removal: what the host holds whatever the archiving side does. */
final class ArchivingIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String SHA = "ab".repeat(32);

    private final Seed seed = new Seed(postgres);
    private final Runs runs = new Runs(postgres);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = recordings(project);
    private PgArchiveLinks links = links(project);
    private Lease lease = new Lease(0, 0);

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        recordings = recordings(project);
        links = links(project);
        lease = runs.begin(project, Duration.ofMinutes(1));
    }

    @Test
    void takes_a_recording_from_intent_over_link_to_removal() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);

        assertThat(links.intend(List.of(intent(seeded)), lease)).containsExactly(seeded.key());
        assertThat(links.openIntents(RecordingKey.NONE, 10)).singleElement().satisfies(open -> {
            assertThat(open.chunks()).isEqualTo(seeded.chunks());
            assertThat(open.head()).containsExactly(1, 2);
            assertThat(open.tail()).containsExactly(3);
            assertThat(open.uploadId()).isEmpty();
        });

        assertThat(links.link(List.of(part(seeded, SHA)), lease)).containsExactly(seeded.key());
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
        Recording linked = recordings.find(seeded.key()).orElseThrow();
        assertThat(linked.state()).isEqualTo(Recording.State.ARCHIVED);
        assertThat(linked.archivedThrough()).isEqualTo(seeded.last());
        assertThat(linked.removedThrough()).isEqualTo(ChunkId.NONE);
        assertThat(linked.liveBytes()).isZero();
        assertThat(linked.parts()).isOne();
        assertThat(recordings.liveChunks(List.of(linked))).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(3);

        assertThat(remove(seeded.key(), seeded.last())).containsExactly(seeded.key());
        assertThat(recordings.find(seeded.key()).orElseThrow().removedThrough()).isEqualTo(seeded.last());
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).isEmpty();
        assertThat(recordings.due(OLD.plusSeconds(1), RecordingKey.NONE, 10)).isEmpty();
        assertThat(links.parts(seeded.key())).containsExactly(part(seeded, SHA));
        assertThat(links.findByUrl(part(seeded, SHA).url())).contains(part(seeded, SHA));
    }

    @Test
    void links_a_late_chunk_as_a_further_part() {
        Seeded seeded = archived("ada");
        ChunkId late = seed.lateChunk(seeded.key(), today(), "{\"late\":1}");
        Seeded second = new Seeded(seeded.key(), seeded.distinctId(), OLD, List.of(late));
        assertThat(recordings.find(seeded.key()).orElseThrow().liveBytes()).isPositive();

        links.intend(List.of(intent(second, 2)), lease);
        links.link(List.of(part(second, 2, SHA)), lease);

        Recording recording = recordings.find(seeded.key()).orElseThrow();
        assertThat(recording.parts()).isEqualTo(2);
        assertThat(recording.archivedThrough()).isEqualTo(late);
        assertThat(links.parts(seeded.key())).extracting(ArchivePart::part).containsExactly(1, 2);
    }

    @Test
    void keeps_a_late_chunk_that_came_between_link_and_removal() {
        Seeded seeded = archived("ada");
        ChunkId late = seed.lateChunk(seeded.key(), today().plusDays(1), "{\"late\":1}");

        assertThat(remove(seeded.key(), seeded.last())).containsExactly(seeded.key());

        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(late);
        assertThat(liveDays(seeded.key())).isEqualTo(today().plusDays(1) + " " + today().plusDays(1));
        assertThat(recordings.find(seeded.key()).orElseThrow().liveBytes()).isPositive();
    }

    @Test
    void refuses_intents_that_do_not_name_exactly_the_chunks_no_part_holds() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);
        List<ChunkId> ids = seeded.chunks();

        assertThat(links.intend(List.of(intent(seeded, 1, List.of(ids.get(0), ids.get(2)))), lease))
                .isEmpty();
        assertThat(links.intend(List.of(intent(seeded, 1, List.of(ids.get(1), ids.get(2)))), lease))
                .isEmpty();
        assertThat(links.intend(List.of(intent(seeded, 2, ids)), lease)).isEmpty();
        assertThat(links.intend(List.of(intent(seeded, 1, ids.subList(0, 2))), lease))
                .hasSize(1);
        assertThat(links.intend(List.of(intent(seeded, 1, ids)), lease)).isEmpty();
    }

    @Test
    void links_only_what_the_intent_named() {
        Seeded seeded = seed.recording(project, "ada", OLD, 3);
        ArchivePart part = part(seeded, SHA);
        assertThat(links.link(List.of(part), lease)).isEmpty();

        links.intend(List.of(intent(seeded)), lease);
        ArchivePart shorter = new ArchivePart(
                seeded.key(),
                part.source(),
                1,
                part.url(),
                10,
                SHA,
                5,
                part.firstChunk(),
                seeded.chunks().get(1),
                2,
                OLD);
        assertThat(links.link(List.of(shorter), lease)).isEmpty();
        ArchivePart elsewhere = new ArchivePart(
                seeded.key(), part.source(), 1, "s3://other", 10, SHA, 5, part.firstChunk(), part.lastChunk(), 3, OLD);
        assertThat(links.link(List.of(elsewhere), lease)).isEmpty();

        assertThat(recordings.find(seeded.key()).orElseThrow().archivedThrough())
                .isEqualTo(ChunkId.NONE);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).hasSize(1);
    }

    @Test
    void linking_again_changes_nothing_and_another_hash_is_no_link() {
        Seeded seeded = archived("ada");
        Recording before = recordings.find(seeded.key()).orElseThrow();

        assertThat(links.link(List.of(part(seeded, SHA)), lease)).containsExactly(seeded.key());
        assertThat(links.link(List.of(part(seeded, "cd".repeat(32))), lease)).isEmpty();

        assertThat(recordings.find(seeded.key()).orElseThrow()).isEqualTo(before);
        assertThat(links.parts(seeded.key())).containsExactly(part(seeded, SHA));
    }

    @Test
    void removes_only_what_a_committed_part_ends_with() {
        Seeded live = seed.recording(project, "live", OLD, 2);
        Seeded intended = seed.recording(project, "intended", OLD, 2);
        links.intend(List.of(intent(intended)), lease);
        Seeded archived = archived("archived");

        assertThat(remove(live.key(), live.last())).isEmpty();
        assertThat(remove(intended.key(), intended.last())).isEmpty();
        assertThat(remove(archived.key(), archived.chunks().get(0))).isEmpty();
        assertThat(recordings.chunks(archived.key(), ChunkId.NONE, 1_000_000)).hasSize(2);

        assertThat(remove(archived.key(), archived.last())).containsExactly(archived.key());
        assertThat(remove(archived.key(), archived.last())).containsExactly(archived.key());
    }

    @Test
    void spares_what_was_pinned_after_it_was_linked() {
        Seeded seeded = archived("ada");
        recordings.pin(seeded.key(), Optional.empty());

        assertThat(remove(seeded.key(), seeded.last())).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
    }

    @Test
    void does_nothing_for_another_projects_run() {
        Seeded seeded = archived("ada");
        ProjectId other = seed.project("other");
        Lease theirs = runs.begin(other, Duration.ofMinutes(1));

        assertThat(recordings(other).removeArchived(List.of(new Removal(seeded.key(), seeded.last())), theirs))
                .isEmpty();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), theirs));
        assertThat(links(other).parts(seeded.key())).isEmpty();
        assertThat(links(other).findByUrl(part(seeded, SHA).url())).isEmpty();
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
    }

    @Test
    void changes_nothing_once_the_lease_is_lost() {
        Seeded seeded = archived("ada");
        Seeded fresh = seed.recording(project, "fresh", OLD, 1);
        Lease lost = lease;
        runs.takeOver(lease);

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> recordings.removeArchived(List.of(new Removal(seeded.key(), seeded.last())), lost));
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> links.intend(List.of(intent(fresh)), lost));
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> links.link(List.of(part(fresh, SHA)), lost));
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> links.withdraw(fresh.key(), 1, lost));
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000_000)).hasSize(2);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
    }

    @Test
    void a_host_that_slept_through_its_lease_removes_nothing() {
        Seeded seeded = archived("ada");
        lease = runs.begin(project, Duration.ofSeconds(-1));

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> remove(seeded.key(), seeded.last()));
    }

    @Test
    void a_take_over_waits_for_the_removal_under_way_and_the_next_one_fails() throws Exception {
        Seeded seeded = archived("ada");
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

    @Test
    void two_runs_of_intents_at_once_take_each_recording_once() throws Exception {
        List<ArchiveIntent> intents = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            intents.add(intent(seed.recording(project, "r" + i, OLD, 1)));
        }
        List<ArchiveIntent> reversed = new ArrayList<>(intents);
        Collections.reverse(reversed);
        Lease other = runs.begin(project, Duration.ofMinutes(1));

        CompletableFuture<List<RecordingKey>> one = CompletableFuture.supplyAsync(() -> links.intend(intents, lease));
        CompletableFuture<List<RecordingKey>> two = CompletableFuture.supplyAsync(() -> links.intend(reversed, other));

        List<RecordingKey> taken = new ArrayList<>(one.get(20, TimeUnit.SECONDS));
        taken.addAll(two.get(20, TimeUnit.SECONDS));
        assertThat(taken).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void notes_an_upload_and_withdraws_an_intent() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        links.intend(List.of(intent(seeded)), lease);

        links.noteUpload(seeded.key(), 1, "upload-7", lease);
        assertThat(links.openIntents(RecordingKey.NONE, 10).get(0).uploadId()).contains("upload-7");

        links.withdraw(seeded.key(), 1, lease);
        assertThat(links.openIntents(RecordingKey.NONE, 10)).isEmpty();
        assertThat(links.intend(List.of(intent(seeded)), lease)).hasSize(1);
    }

    @Test
    void scans_parts_by_whole_recordings() {
        Seeded one = archived("a");
        ChunkId late = seed.lateChunk(one.key(), today(), "{}");
        Seeded second = new Seeded(one.key(), one.distinctId(), OLD, List.of(late));
        links.intend(List.of(intent(second, 2)), lease);
        links.link(List.of(part(second, 2, SHA)), lease);
        Seeded two = archived("b");

        List<ArchivePart> first = links.scan(RecordingKey.NONE, 1);
        List<ArchivePart> rest = links.scan(one.key(), 10);

        assertThat(first).extracting(ArchivePart::part).containsExactly(1, 2);
        assertThat(rest).extracting(ArchivePart::recording).containsExactly(two.key());
    }

    private Seeded archived(String distinctId) {
        Seeded seeded = seed.recording(project, distinctId, OLD, 2);
        links.intend(List.of(intent(seeded)), lease);
        links.link(List.of(part(seeded, SHA)), lease);
        return seeded;
    }

    private List<RecordingKey> remove(RecordingKey key, ChunkId through) {
        return recordings.removeArchived(List.of(new Removal(key, through)), lease);
    }

    private ArchiveIntent intent(Seeded seeded) {
        return intent(seeded, 1);
    }

    private ArchiveIntent intent(Seeded seeded, int part) {
        return intent(seeded, part, seeded.chunks());
    }

    private ArchiveIntent intent(Seeded seeded, int part, List<ChunkId> chunks) {
        return new ArchiveIntent(
                seeded.key(),
                "test",
                part,
                url(seeded, part),
                chunks,
                new byte[] {1, 2},
                new byte[] {3},
                Optional.empty());
    }

    private ArchivePart part(Seeded seeded, String sha256) {
        return part(seeded, 1, sha256);
    }

    private ArchivePart part(Seeded seeded, int part, String sha256) {
        int count = seeded.chunks().size();
        return new ArchivePart(
                seeded.key(),
                "test",
                part,
                url(seeded, part),
                10,
                sha256,
                5,
                seeded.chunks().get(0),
                seeded.last(),
                count,
                OLD);
    }

    private String url(Seeded seeded, int part) {
        return "s3://bucket/" + project + "/" + seeded.key() + "." + part;
    }

    private static PgRecordings recordings(ProjectId project) {
        return new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    private static PgArchiveLinks links(ProjectId project) {
        return new PgArchiveLinks(postgres.database(), postgres.clock(), project);
    }

    private static LocalDate today() {
        return new DayPartitions(postgres.database(), postgres.clock()).today();
    }

    private boolean somebodyWaits() {
        return postgres.database().with("look for waits", handle -> handle.createQuery(
                        "select exists (select from pg_locks l join pg_stat_activity a using (pid)"
                                + " where not l.granted and a.datname = current_database())")
                .mapTo(boolean.class)
                .one());
    }

    private static String liveDays(RecordingKey key) {
        return postgres.database().with("read live days", handle -> handle.createQuery(
                        "select live_from || ' ' || live_to from recording where key = :key")
                .bind("key", key.value())
                .mapTo(String.class)
                .one());
    }
}
