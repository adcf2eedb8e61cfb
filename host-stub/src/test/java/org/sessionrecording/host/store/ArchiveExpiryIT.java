package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Archived recordings are given up whole, under the lease, and only where nothing holds them. */
final class ArchiveExpiryIT extends ArchiveSpecs {
    private static final Instant CUTOFF = OLD.plus(Duration.ofDays(1));

    @Test
    void what_is_given_up_keeps_its_name_times_and_counts() {
        Seeded seeded = archived("ada", OLD);
        Recording before = recordings.find(seeded.key()).orElseThrow();
        assertThat(links.expirableTotals(CUTOFF, SOURCE)).isEqualTo(new Totals(1, 10));

        assertThat(expire(seeded.key())).isTrue();

        Recording after = recordings.find(seeded.key()).orElseThrow();
        assertThat(after.state()).isEqualTo(Recording.State.EXPIRED);
        assertThat(after.expiredAt()).isPresent();
        assertThat(after.expiredThrough()).isEqualTo(before.lastChunk());
        assertThat(after.archivedThrough()).isEqualTo(before.archivedThrough());
        assertThat(after.parts()).isZero();
        assertThat(after.liveBytes()).isZero();
        assertThat(after.facts()).isEqualTo(Facts.none());
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.end()).isEqualTo(before.end());
        assertThat(after.snapshotCount()).isEqualTo(before.snapshotCount());
        assertThat(links.parts(seeded.key())).isEmpty();
        assertThat(links.expirableTotals(CUTOFF, SOURCE)).isEqualTo(new Totals(0, 0));
        assertThat(expire(seeded.key())).as("gone already").isFalse();
    }

    @Test
    void only_what_is_old_whole_in_the_archive_and_held_by_nobody_is_given_up() {
        RecordingKey due = archived("due", OLD).key();
        RecordingKey young = archived("young", CUTOFF.plusSeconds(1)).key();
        RecordingKey pinned = archived("pinned", OLD).key();
        recordings.pin(pinned, Optional.empty());
        RecordingKey ill = archived("ill", OLD).key();
        recordings.quarantine(ill, "looked at");
        RecordingKey grown = archived("grown", OLD).key();
        late(grown);
        Seeded held = seed.recording(project, "held", OLD, 1);
        link(held);
        RecordingKey live = seed.recording(project, "live", OLD, 1).key();
        RecordingKey restored = archived("restored", OLD).key();
        postgres.database()
                .with(
                        "as if it were brought back",
                        handle -> handle.execute(
                                "update recording set state = 'restored', restored_until = 'infinity' where key = ?",
                                restored.value()));

        assertThat(links.expirable(CUTOFF, SOURCE, RecordingKey.NONE, 10)).containsExactly(due);
        assertThat(links.expirable(CUTOFF, SOURCE, due, 10)).isEmpty();
        assertThat(links.expirable(CUTOFF, "another", RecordingKey.NONE, 10)).isEmpty();
        for (RecordingKey kept : List.of(young, pinned, ill, grown, held.key(), live, restored)) {
            int parts = links.parts(kept).size();
            assertThat(expire(kept)).isFalse();
            assertThat(links.parts(kept)).hasSize(parts);
        }
    }

    @Test
    void links_stay_that_the_caller_does_not_name() {
        RecordingKey key = archived("ada", OLD).key();

        assertThat(links.expire(key, List.of(), CUTOFF, SOURCE, lease)).isFalse();
        assertThat(links.expire(key, List.of("s3://elsewhere/1"), CUTOFF, SOURCE, lease))
                .isFalse();

        assertThat(links.parts(key)).hasSize(1);
    }

    @Test
    void a_lost_lease_changes_nothing() {
        RecordingKey key = archived("ada", OLD).key();
        runs.takeOver(lease);

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> expire(key));

        assertThat(links.parts(key)).hasSize(1);
        assertThat(recordings.find(key).orElseThrow().state()).isEqualTo(Recording.State.ARCHIVED);
    }

    @Test
    void another_projects_recordings_are_not_given_up() {
        RecordingKey key = archived("ada", OLD).key();
        List<String> urls = urls(key);
        ProjectId other = seed.project("other");
        PgArchiveLinks theirs = links(other);
        Lease theirLease = runs.begin(other, Duration.ofMinutes(1));

        assertThat(theirs.expirable(CUTOFF, SOURCE, RecordingKey.NONE, 10)).isEmpty();
        assertThat(theirs.expire(key, urls, CUTOFF, SOURCE, theirLease)).isFalse();

        assertThat(links.parts(key)).hasSize(1);
    }

    @Test
    void what_comes_late_begins_again_with_the_first_part() {
        RecordingKey key = archived("ada", OLD).key();
        assertThat(expire(key)).isTrue();
        ChunkId late = late(key);

        Recording recording = recordings.find(key).orElseThrow();
        assertThat(recording.lastChunk()).isEqualTo(late);
        ArchiveIntent intent = intent(key, 1, List.of(late));
        assertThat(links.intend(List.of(intent), lease)).containsExactly(key);
    }

    private ChunkId late(RecordingKey key) {
        return seed.lateChunk(key, today(), "{\"late\":1}");
    }

    private boolean expire(RecordingKey key) {
        return links.expire(key, urls(key), CUTOFF, SOURCE, lease);
    }

    private List<String> urls(RecordingKey key) {
        return links.parts(key).stream().map(ArchivePart::url).toList();
    }

    private Seeded archived(String distinctId, Instant end) {
        Seeded seeded = seed.recording(project, distinctId, end, 2);
        link(seeded);
        assertThat(remove(seeded.key(), seeded.last())).containsExactly(seeded.key());
        return seeded;
    }
}
