package org.sessionrecording.host.erasure;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;

/** Specs of erasing: each has a project of its own, with an archive that does as it is told. */
abstract class ErasureSpecs {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    static final Instant END = Instant.parse("2026-11-20T10:00:00.123Z");

    final Seed seed = new Seed(postgres);
    final ProjectId project = seed.project("p");
    final FakeArchive archive = new FakeArchive();
    final ErasureService service = service(Map.of("test", archive));
    final PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);

    ErasureService service(Map<String, SnapshotSource> sources) {
        return new ErasureService(postgres.database(), postgres.clock(), new FakeExtensions(sources));
    }

    Seeded archived(String id) {
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

    static long first(Seeded seeded) {
        return seeded.chunks().get(0).value();
    }

    static String path(Seeded seeded) {
        return new RecordingName(seeded.distinctId(), seeded.timestamp()).path();
    }

    static String url(Seeded seeded, int part) {
        return "s3://bucket/session_recording/v1/" + path(seeded) + "." + part + ".json";
    }

    void sql(String sql, Object... values) {
        postgres.database().with("arrange", handle -> handle.execute(sql, values));
    }

    Receipt erase(ErasureScope scope) {
        return service.erase(project, scope, "admin@example.com");
    }

    static ErasureScope one(Seeded seeded) {
        return new ErasureScope.One(seeded.key(), false);
    }

    static ErasureScope person(String id) {
        return new ErasureScope.Person(new DistinctId(id), true);
    }
}
