package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

/** Nobody brings the erased back from an archive that still holds them. */
final class ErasedAdoptionIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private ProjectId project = new ProjectId(1);
    private Lease lease = new Lease(0, 0);
    private PgArchiveLinks links;
    private PgRecordings recordings;
    private Erasures erasures;

    @BeforeEach
    void a_project_with_a_run() {
        project = new Seed(postgres).project("test");
        lease = new Runs(postgres).begin(project, Duration.ofMinutes(1));
        links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
        recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        erasures = new Erasures(postgres.database(), postgres.clock());
    }

    private ErasureRow erase(ErasureScope scope) {
        return erasures.erase(project, scope, "admin@example.com", List.of(), gone -> {});
    }

    private ErasureRow erase(String person) {
        return erase(new ErasureScope.Person(new DistinctId(person), true));
    }

    private static ArchivedRecording archived(String distinctId, String session, Instant at, String alsoKnownAs) {
        ChunkInfo chunk = new ChunkInfo(
                new ChunkId(1_000_000), RecordingKey.NONE, "w1", 3, 3, 1, 2, 1, at, at, at, List.of(), List.of());
        return new ArchivedRecording(
                new RecordingName(new DistinctId(distinctId), at),
                session,
                at,
                at,
                Duration.ZERO,
                Facts.of(Map.of("distinct_ids", new Fact.Texts(List.of(alsoKnownAs)))),
                List.of(new ArchivedRecording.Part(
                        "test.source",
                        1,
                        "s3://b/" + distinctId + session + at,
                        500,
                        "ab".repeat(32),
                        400,
                        List.of(chunk),
                        at)));
    }

    @Test
    void a_recording_that_was_erased_stays_so() {
        ArchivedRecording archived = archived("ada", "s-erased", OLD, "x");
        Adoption.Adopted adopted = (Adoption.Adopted) links.adopt(archived, lease);
        erase(new ErasureScope.One(adopted.recording(), false));

        assertThat(links.planAdoption(archived)).isInstanceOf(Adoption.Erased.class);
        assertThat(links.adopt(archived, lease)).isInstanceOf(Adoption.Erased.class);
        assertThat(links.adopt(archived("someone", "s-erased", OLD.plusSeconds(9), "x"), lease))
                .as("its session under another name")
                .isInstanceOf(Adoption.Erased.class);
        assertThat(recordings.find(archived.name())).isEmpty();
        long sessions = postgres.database().with("count", handle -> handle.createQuery(
                        "select count(*) from session where session_id = 's-erased'")
                .mapTo(long.class)
                .one());
        assertThat(sessions).as("not even the session's name").isZero();
    }

    @Test
    void a_person_from_before_the_erasure_stays_away_and_a_later_visit_comes_back() {
        erase("grace");

        assertThat(links.adopt(archived("grace", "s-1", OLD, "x"), lease)).isInstanceOf(Adoption.Erased.class);
        Instant later =
                Instant.ofEpochMilli(postgres.clock().instant().toEpochMilli()).plusSeconds(5);
        assertThat(links.adopt(archived("grace", "s-2", later, "x"), lease)).isInstanceOf(Adoption.Adopted.class);
        assertThat(links.adopt(archived("other", "s-3", OLD, "x"), lease)).isInstanceOf(Adoption.Adopted.class);
    }

    @Test
    void whom_a_visitor_was_known_as_is_known_again() {
        links.adopt(archived("anon-1", "s-alias", OLD, "linus@example.com"), lease);

        assertThat(erase("linus@example.com").recordings()).isEqualTo(1);
    }
}
