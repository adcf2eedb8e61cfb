package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Recordings come back from what their archive says, and never over what the database holds. */
final class AdoptionIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Seed seed = new Seed(postgres);
    private final Runs runs = new Runs(postgres);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = recordings();
    private PgArchiveLinks links = links();
    private Lease lease = new Lease(0, 0);

    @BeforeEach
    void a_project_with_a_run() {
        project = seed.project("test");
        recordings = recordings();
        links = links();
        lease = runs.begin(project, Duration.ofMinutes(1));
    }

    @Test
    void brings_back_what_the_catalog_lost_with_its_chunk_ids() {
        long beyond = lastChunkId() + 1_000;
        ArchivedRecording archived =
                archived("ada", "s-1", List.of(chunk(beyond - 1, 7), chunk(beyond, 9)), List.of(chunk(beyond + 5, 3)));

        assertThat(links.planAdoption(archived)).isInstanceOf(Adoption.Adopted.class);
        assertThat(recordings.find(archived.name()))
                .as("a plan changes nothing")
                .isEmpty();
        assertThat(links.adopt(archived, lease)).isEqualTo(new Adoption.Adopted(key(archived), true, 2));

        Recording back = recordings.find(archived.name()).orElseThrow();
        assertThat(back.state()).isEqualTo(Recording.State.ARCHIVED);
        assertThat(back.snapshotCount()).isEqualTo(3);
        assertThat(back.storedBytes()).isEqualTo(19);
        assertThat(back.removedThrough()).isEqualTo(new ChunkId(beyond + 5));
        assertThat(back.facts().find("clicks")).contains(new Fact.Count(4));
        assertThat(links.parts(back.key())).hasSize(2);
        assertThat(seed.recording(project, "next", OLD, 1).last().value()).isGreaterThan(beyond + 5);
        assertThat(links.adopt(archived, lease)).isEqualTo(new Adoption.Adopted(back.key(), false, 0));
    }

    @Test
    void a_database_set_back_to_an_older_day_gets_the_parts_it_lacks() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        List<ChunkInfo> held = recordings.chunkInfos(seeded.key(), ChunkId.NONE, 10);
        List<ChunkInfo> all = new ArrayList<>(held);
        all.add(chunk(seeded.last().value() + 100, 5));
        ChunkId late = seedLate(seeded, seeded.last().value() + 200);

        Adoption adoption = links.adopt(archived("ada", sessionOf(seeded), all), lease);

        assertThat(adoption).isEqualTo(new Adoption.Adopted(seeded.key(), false, 1));
        Recording recording = recordings.find(seeded.key()).orElseThrow();
        assertThat(recording.archivedThrough().value()).isEqualTo(seeded.last().value() + 100);
        assertThat(recording.lastChunk()).isEqualTo(late);
        assertThat(recording.snapshotCount()).as("each chunk counts once").isEqualTo(4);
        assertThat(recordings.chunkInfos(seeded.key(), ChunkId.NONE, 10))
                .extracting(ChunkInfo::id)
                .containsExactly(late);
    }

    @Test
    void refuses_objects_that_lack_or_contradict_what_the_database_holds() {
        Seeded seeded = seed.recording(project, "ada", OLD, 2);
        List<ChunkInfo> held = recordings.chunkInfos(seeded.key(), ChunkId.NONE, 10);
        ChunkInfo last = held.get(1);

        ArchivedRecording lacking =
                archived("ada", sessionOf(seeded), List.of(chunk(last.id().value(), last.length())));
        ArchivedRecording other = archived(
                "ada", sessionOf(seeded), List.of(held.get(0), chunk(last.id().value(), last.length())));
        ArchivedRecording foreign = archived("ada", "another session", held);

        assertThat(List.of(lacking, other, foreign))
                .allSatisfy(archived -> assertThat(links.adopt(archived, lease)).isInstanceOf(Adoption.Refused.class));
        Recording untouched = recordings.find(seeded.key()).orElseThrow();
        assertThat(untouched.parts()).isZero();
        assertThat(untouched.removedThrough()).isEqualTo(ChunkId.NONE);
    }

    @Test
    void changes_nothing_without_the_lease() {
        ArchivedRecording archived = archived("ada", "s-1", List.of(chunk(lastChunkId() + 1, 7)));
        Lease stale = lease;
        runs.takeOver(stale);

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> links.adopt(archived, stale));
        assertThat(recordings.find(archived.name())).isEmpty();
    }

    @Test
    void refuses_parts_with_gaps_and_numbers_that_would_use_up_the_hosts_own() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> archived("ada", "s-1", List.of(chunk(Long.MAX_VALUE - 1, 7))));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> archived("ada", "s-1", List.of(chunk(5, 7), chunk(5, 7))));
    }

    private RecordingKey key(ArchivedRecording archived) {
        return recordings.find(archived.name()).orElseThrow().key();
    }

    @SafeVarargs
    private ArchivedRecording archived(String distinctId, String session, List<ChunkInfo>... parts) {
        List<ArchivedRecording.Part> numbered = new ArrayList<>();
        for (List<ChunkInfo> chunks : parts) {
            int part = numbered.size() + 1;
            String url = "s3://bucket/" + project + "/" + distinctId + "." + part + ".json";
            numbered.add(new ArchivedRecording.Part("test.source", part, url, 500, "ab".repeat(32), 400, chunks, OLD));
        }
        return new ArchivedRecording(
                new RecordingName(new DistinctId(distinctId), OLD),
                session,
                OLD,
                OLD.plusSeconds(60),
                Duration.ofMillis(250),
                Facts.of(Map.of("clicks", new Fact.Count(4))),
                numbered);
    }

    private static ChunkInfo chunk(long id, int bytes) {
        return new ChunkInfo(
                new ChunkId(id), RecordingKey.NONE, "w1", bytes, bytes, 1, 2, 1, OLD, OLD, OLD, List.of(), List.of());
    }

    private ChunkId seedLate(Seeded seeded, long id) {
        postgres.database().with("move the sequence", handle -> handle.createQuery("select setval('chunk_id', :id)")
                .bind("id", id)
                .mapTo(long.class)
                .one());
        return seed.lateChunk(
                seeded.key(), new DayPartitions(postgres.database(), postgres.clock()).today(), "{\"late\":1}");
    }

    private long lastChunkId() {
        return postgres.database()
                .with("read the sequence", handle -> handle.createQuery("select last_value from chunk_id")
                        .mapTo(long.class)
                        .one());
    }

    private String sessionOf(Seeded seeded) {
        return recordings.find(seeded.key()).orElseThrow().sessionId();
    }

    private PgRecordings recordings() {
        return new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    private PgArchiveLinks links() {
        return new PgArchiveLinks(postgres.database(), postgres.clock(), project);
    }
}
