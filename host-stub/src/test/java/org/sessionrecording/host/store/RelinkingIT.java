package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Links are taken back only while the database still holds what they stand for. */
final class RelinkingIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Seed seed = new Seed(postgres);
    private final Runs runs = new Runs(postgres);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
    private PgArchiveLinks links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
    private Lease lease = new Lease(0, 0);

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
        lease = runs.begin(project, Duration.ofMinutes(1));
    }

    @Test
    void a_link_taken_back_leaves_the_recording_as_before_it_was_archived() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        Recording before = recordings.find(seeded.key()).orElseThrow();
        ArchivePart part = link(seeded, 1, seeded.chunks());

        assertThat(links.unlink(part, lease)).isTrue();

        assertThat(recordings.find(seeded.key())).contains(before);
        assertThat(links.parts(seeded.key())).isEmpty();
        assertThat(links.unlink(part, lease)).as("taken back already").isFalse();
        assertThat(link(seeded, 1, seeded.chunks())).isEqualTo(part);
    }

    @Test
    void only_the_last_part_can_be_taken_back() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        ArchivePart first = link(seeded, 1, seeded.chunks());
        ChunkId late = seed.lateChunk(
                seeded.key(), new DayPartitions(postgres.database(), postgres.clock()).today(), "{\"late\":1}");
        ArchivePart second = link(seeded, 2, List.of(late));

        assertThat(links.unlink(first, lease)).isFalse();
        assertThat(links.unlink(second, lease)).isTrue();

        Recording recording = recordings.find(seeded.key()).orElseThrow();
        assertThat(recording.state()).isEqualTo(Recording.State.ARCHIVED);
        assertThat(recording.archivedThrough()).isEqualTo(seeded.last());
        assertThat(recording.liveBytes()).isPositive();
        assertThat(links.unlink(first, lease)).isTrue();
    }

    @Test
    void a_link_stays_once_its_chunks_have_left_the_database() {
        Seeded removed = seed.recording(project, "ada", OLD, 2);
        ArchivePart part = link(removed, 1, removed.chunks());
        recordings.removeArchived(List.of(new Removal(removed.key(), removed.last())), lease);
        Seeded holed = seed.recording(project, "bob", OLD, 2);
        ArchivePart other = link(holed, 1, holed.chunks());
        postgres.database().with("lose a chunk", handle -> handle.createUpdate("delete from chunk where id = :id")
                .bind("id", holed.last().value())
                .execute());

        assertThat(links.unlink(part, lease)).isFalse();
        assertThat(links.unlink(other, lease)).isFalse();

        assertThat(links.parts(removed.key())).containsExactly(part);
        assertThat(links.parts(holed.key())).containsExactly(other);
    }

    @Test
    void a_link_moves_to_where_nothing_else_lies() {
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        ArchivePart part = link(seeded, 1, seeded.chunks());
        Seeded other = seed.recording(project, "bob", OLD, 1);
        ArchivePart taken = link(other, 1, other.chunks());
        String there = part.url() + "-moved";

        assertThat(links.move(part, taken.url(), lease)).isFalse();
        assertThat(links.move(part, there, lease)).isTrue();

        assertThat(links.findByUrl(there)).map(ArchivePart::sha256).contains(part.sha256());
        assertThat(links.taken(List.of(part.url(), there, taken.url()))).containsExactlyInAnyOrder(there, taken.url());
    }

    private ArchivePart link(Seeded seeded, int number, List<ChunkId> chunks) {
        String url = "s3://bucket/" + project + "/" + seeded.key() + "." + number;
        ArchiveIntent intent = new ArchiveIntent(
                seeded.key(), "test", number, url, chunks, new byte[] {1}, new byte[] {2}, Optional.empty());
        ArchivePart part = new ArchivePart(
                seeded.key(),
                "test",
                number,
                url,
                10,
                "ab".repeat(32),
                5,
                chunks.get(0),
                intent.lastChunk(),
                chunks.size(),
                OLD);
        assertThat(links.intend(List.of(intent), lease)).hasSize(1);
        assertThat(links.taken(List.of(url))).as("an open intent").containsExactly(url);
        assertThat(links.link(List.of(part), lease)).hasSize(1);
        return part;
    }
}
