package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.SnapshotSource.Left;
import org.sessionrecording.api.recording.SnapshotSource.StoredObject;
import org.sessionrecording.api.recording.SnapshotSource.Tombstone;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.S3Credentials;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.settings.Secret;

class ArchiveEraserTest {
    private static final Instant ERASED = Instant.parse("2026-11-24T10:00:00.000Z");
    private static final RecordingName NAME =
            new RecordingName(new DistinctId("ada@example.com"), Instant.parse("2026-11-20T10:00:00.123Z"));
    private static final ProjectId PROJECT = new ProjectId(3);

    private final VersionedBucket bucket = new VersionedBucket();
    private final S3Url root = S3Url.parse("s3://replays/main");
    private final ArchiveSettings settings =
            new ArchiveSettings(root, new S3Credentials.Keys("key", new Secret("secret")), 4, 0, Checksum.NONE);
    private final S3Url place = ArchiveLayout.part(root, NAME, 1);

    @BeforeEach
    void an_archive_of_ours() {
        new OwnerMark(bucket, root).claim(UUID.randomUUID(), PROJECT, new SecureRandom());
    }

    private Map<String, Left> erase(S3Url... objects) {
        return new ArchiveEraser(bucket, settings)
                .erase(
                        PROJECT,
                        tombstone(),
                        List.of(objects).stream()
                                .map(object -> new StoredObject(object.toString(), Optional.empty()))
                                .toList());
    }

    private static Tombstone tombstone() {
        return new Tombstone(ERASED, Optional.of(NAME.distinctId().escaped()), List.of("s-1"), List.of(NAME.path()));
    }

    private void write(S3Url at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bucket.put(new ObjectStore.Write(at.path(), MemoryBody.of(bytes), Map.of(), Map.of(), Sha256.of(bytes), false));
    }

    private String text(String key) {
        return new String(bucket.entries.get(key).get(0).bytes(), StandardCharsets.UTF_8);
    }

    private Graves graves() {
        return new Graveyard(bucket, root).read();
    }

    @Test
    void deletes_every_version_and_what_was_begun() {
        write(place, "old");
        write(place, "new");
        bucket.delete(place.path());
        bucket.begin(place.path(), Map.of(), Map.of());

        assertThat(erase(place)).isEmpty();

        assertThat(bucket.versions(place.path())).isEmpty();
        assertThat(bucket.uploads).isEmpty();
        assertThat(erase(place)).as("again").isEmpty();
    }

    @Test
    void says_what_keeps_a_version_and_deletes_the_others() {
        write(place, "locked");
        write(place, "free");
        bucket.locked.add(bucket.versions(place.path()).get(1).id());

        assertThat(erase(place).get(place.toString()).reason())
                .contains("1 versions of it are kept", "403", "GOVERNANCE 30 days");

        assertThat(bucket.versions(place.path()))
                .as("beside what hides it")
                .filteredOn(version -> !version.deleteMarker())
                .hasSize(1);
        bucket.locked.clear();
        assertThat(erase(place)).isEmpty();
    }

    @Test
    void what_is_locked_is_hidden_from_whoever_lists_the_bucket_and_leaves_nothing_once_it_is_free() {
        write(place, "locked");
        bucket.locked.add(bucket.versions(place.path()).get(0).id());

        assertThat(erase(place)).isNotEmpty();
        assertThat(recordings()).isEmpty();
        assertThat(erase(place)).as("again").isNotEmpty();
        assertThat(recordings()).isEmpty();

        bucket.locked.clear();
        assertThat(erase(place)).isEmpty();
        assertThat(bucket.versions(place.path())).isEmpty();
    }

    @Test
    void deletes_what_lies_at_the_recordings_place_without_being_named_and_nothing_of_others() {
        S3Url late = ArchiveLayout.part(root, NAME, 2);
        S3Url others = ArchiveLayout.part(
                root, new RecordingName(NAME.distinctId(), NAME.timestamp().plusMillis(1)), 1);
        S3Url noPart = root.resolve("session_recording/v1/" + NAME.path() + ".jsonl");
        List.of(place, late, others, noPart).forEach(at -> write(at, "text"));

        assertThat(erase()).isEmpty();

        assertThat(recordings()).containsExactlyInAnyOrder(others.path(), noPart.path());
    }

    @Test
    void what_stays_at_the_recordings_place_keeps_the_erasure_open() {
        write(place, "locked");
        bucket.locked.add(bucket.versions(place.path()).get(0).id());

        assertThatThrownBy(this::erase)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("1 versions of it are kept");
    }

    private List<String> recordings() {
        return bucket.list(ArchiveLayout.recordings(root).path(), "").objects().stream()
                .map(ObjectStore.Listed::key)
                .toList();
    }

    @Test
    void puts_a_tombstone_first_that_names_nobody_and_keeps_the_erased_out_of_a_rebuild() {
        write(place, "text");
        bucket.locked.add(bucket.versions(place.path()).get(0).id());
        erase(place);
        erase(place);

        List<String> tombstones = bucket.list(ArchiveLayout.tombstones(root).path(), "").objects().stream()
                .map(ObjectStore.Listed::key)
                .toList();
        assertThat(tombstones).as("written once").hasSize(1);
        assertThat(text(tombstones.get(0)))
                .as("its date, and marks that tell nothing")
                .matches("\\{\"version\":1,\"erased_at\":\"2026-11-24T10:00:00.000Z\",\"project\":3,"
                        + "\"distinct_id\":MARK,\"session_ids\":\\[MARK],\"paths\":\\[MARK]}"
                                .replace("MARK", "\"[0-9a-f]{64}\""));
        assertThat(graves().hold(NAME, "other")).isTrue();
        RecordingName other = new RecordingName(new DistinctId("other"), NAME.timestamp());
        assertThat(graves().hold(other, "s-1")).as("by its session").isTrue();
        assertThat(graves().hold(other, "s-2")).isFalse();
        RecordingName later = new RecordingName(NAME.distinctId(), ERASED.plusMillis(1));
        assertThat(graves().hold(later, "s-2")).as("a visit after it").isFalse();
        assertThat(graves().hold(new RecordingName(NAME.distinctId(), ERASED.minusSeconds(9)), "s-2"))
                .isTrue();
    }

    @Test
    void a_tombstone_that_was_tampered_with_stops_who_reads_it() {
        erase(place);
        String key = bucket.list(ArchiveLayout.tombstones(root).path(), "")
                .objects()
                .get(0)
                .key();
        byte[] forged = "{\"version\":1}".getBytes(StandardCharsets.UTF_8);
        bucket.put(new ObjectStore.Write(key, MemoryBody.of(forged), Map.of(), Map.of(), Sha256.of(forged), false));

        assertThatThrownBy(this::graves)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("not what it was written as");
    }

    @Test
    void finds_the_archive_of_each_object_wherever_s3_url_points_now() {
        S3Url old = S3Url.parse("s3://replays/before");
        new OwnerMark(bucket, old).claim(UUID.randomUUID(), PROJECT, new SecureRandom());
        S3Url moved = ArchiveLayout.part(old, NAME, 2);
        write(moved, "text");

        assertThat(erase(moved)).isEmpty();

        assertThat(bucket.versions(moved.path())).isEmpty();
        assertThat(new Graveyard(bucket, old).read().hold(NAME, "x")).isTrue();
        assertThat(graves().hold(NAME, "x")).isTrue();
    }

    @Test
    void deletes_nothing_while_it_cannot_say_so_first() {
        write(place, "text");
        bucket.away = true;

        assertThatThrownBy(() -> erase(place)).isInstanceOf(ApiException.class);

        bucket.away = false;
        assertThat(bucket.versions(place.path())).hasSize(1);
    }
}
