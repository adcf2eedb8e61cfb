package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Specs of what the catalog holds of an archive: each has a project of its own, with a run that holds its lease. */
abstract class ArchiveSpecs {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");
    static final String SOURCE = "test";
    static final String SHA = "ab".repeat(32);

    final Seed seed = new Seed(postgres);
    final Runs runs = new Runs(postgres);
    ProjectId project = new ProjectId(1);
    PgRecordings recordings = recordings(project);
    PgArchiveLinks links = links(project);
    Lease lease = new Lease(0, 0);

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        recordings = recordings(project);
        links = links(project);
        lease = runs.begin(project, Duration.ofMinutes(1));
    }

    static PgRecordings recordings(ProjectId project) {
        return new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    static PgArchiveLinks links(ProjectId project) {
        return new PgArchiveLinks(postgres.database(), postgres.clock(), project);
    }

    static LocalDate today() {
        return new DayPartitions(postgres.database(), postgres.clock()).today();
    }

    /** To all chunks of a recording, as its first part. */
    ArchiveIntent intent(Seeded seeded) {
        return intent(seeded.key(), 1, seeded.chunks());
    }

    ArchiveIntent intent(RecordingKey key, int number, List<ChunkId> chunks) {
        String url = "s3://bucket/" + project + "/" + key + "." + number;
        return new ArchiveIntent(key, SOURCE, number, url, chunks, new byte[] {1, 2}, new byte[] {3}, Optional.empty());
    }

    /** What an intent becomes once it was archived. */
    static ArchivePart part(ArchiveIntent intent) {
        return part(intent, SHA);
    }

    static ArchivePart part(ArchiveIntent intent, String sha256) {
        List<ChunkId> chunks = intent.chunks();
        return new ArchivePart(
                intent.recording(),
                SOURCE,
                intent.part(),
                intent.url(),
                10,
                sha256,
                5,
                chunks.get(0),
                intent.lastChunk(),
                chunks.size(),
                OLD);
    }

    ArchivePart link(Seeded seeded) {
        return link(seeded.key(), 1, seeded.chunks());
    }

    ArchivePart link(RecordingKey key, int number, List<ChunkId> chunks) {
        ArchiveIntent intent = intent(key, number, chunks);
        ArchivePart part = part(intent);
        assertThat(links.intend(List.of(intent), lease)).hasSize(1);
        assertThat(links.link(List.of(part), lease)).hasSize(1);
        return part;
    }

    List<RecordingKey> remove(RecordingKey key, ChunkId through) {
        return recordings.removeArchived(List.of(new Removal(key, through)), lease);
    }

    /** The first and the last day with live chunks; empty where there are none. */
    static String liveDays(RecordingKey key) {
        return postgres.database().with("read live days", handle -> handle.createQuery(
                        "select concat_ws(' ', live_from, live_to) from recording where key = :key")
                .bind("key", key.value())
                .mapTo(String.class)
                .one());
    }
}
