package org.sessionrecording.api.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.Recordings.Budget;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.api.recording.Recordings.Totals;

/** What retention relies on in {@link Recordings}, whoever implements them. Each test begins without recordings. */
public abstract class RetentionContract {
    /** A day on which nothing else happens. */
    protected static final Instant DAY = Instant.parse("2026-01-02T00:00:00Z");

    protected abstract Recordings recordings();

    /** Of a run that holds it. */
    protected abstract Lease lease();

    /** Gives the run's place to another. */
    protected abstract void takeOver();

    /** A recording of so many chunks, whose latest snapshot is about {@code end}. */
    protected abstract RecordingKey add(String distinctId, Instant end, int chunks);

    protected abstract void append(RecordingKey recording);

    protected abstract void watch(RecordingKey recording);

    private RecordingKey add(int hour) {
        return add("visitor-" + hour, hour(hour), 1 + hour % 3);
    }

    private static Instant hour(int hour) {
        return DAY.plus(Duration.ofHours(hour));
    }

    private Recording find(RecordingKey key) {
        return recordings().find(key).orElseThrow();
    }

    private long bytes(RecordingKey... keys) {
        return List.of(keys).stream().mapToLong(key -> find(key).liveBytes()).sum();
    }

    private List<RecordingKey> due(Due due) {
        return recordings().due(due, RecordingKey.NONE, 100).stream()
                .map(Recording::key)
                .toList();
    }

    private List<RecordingKey> expire(RecordingKey key) {
        return recordings().expire(List.of(new Removal(key, find(key).lastChunk())), lease());
    }

    @Test
    void what_nobody_watched_may_be_due_earlier() {
        RecordingKey old = add(1);
        RecordingKey watched = add(5);
        RecordingKey unwatched = add(6);
        RecordingKey recent = add(9);
        watch(old);
        watch(watched);

        assertThat(due(new Due(hour(3), hour(8)))).containsExactly(old, unwatched);
        assertThat(due(Due.olderThan(hour(8)))).containsExactly(old, watched, unwatched);
        assertThat(recordings().dueTotals(new Due(hour(3), hour(8)))).isEqualTo(new Totals(2, bytes(old, unwatched)));
        assertThat(due(Due.NONE)).isEmpty();
        assertThat(due(Due.olderThan(hour(12)))).contains(recent);
    }

    @Test
    void what_expired_is_gone_and_says_when() {
        RecordingKey key = add("ada", DAY, 3);

        assertThat(expire(key)).containsExactly(key);

        Recording expired = find(key);
        assertThat(expired.state()).isEqualTo(Recording.State.EXPIRED);
        assertThat(expired.expiredAt()).isPresent();
        assertThat(expired.expiredThrough()).isEqualTo(expired.lastChunk());
        assertThat(expired.removedThrough()).isEqualTo(expired.lastChunk());
        assertThat(expired.archivedThrough()).isEqualTo(expired.lastChunk());
        assertThat(expired.liveBytes()).isZero();
        assertThat(recordings().chunks(key, ChunkId.NONE, 1_000_000)).isEmpty();
        assertThat(due(Due.olderThan(hour(99)))).isEmpty();
    }

    @Test
    void expiring_again_changes_nothing() {
        RecordingKey key = add("ada", DAY, 2);
        expire(key);
        Recording before = find(key);

        assertThat(expire(key)).containsExactly(key);

        assertThat(find(key)).isEqualTo(before);
    }

    @Test
    void a_chunk_that_arrived_meanwhile_survives() {
        RecordingKey key = add("ada", DAY, 2);
        ChunkId seen = find(key).lastChunk();
        append(key);

        assertThat(recordings().expire(List.of(new Removal(key, seen)), lease()))
                .containsExactly(key);

        assertThat(find(key).state()).isEqualTo(Recording.State.LIVE);
        assertThat(recordings().chunks(key, ChunkId.NONE, 1_000_000))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(find(key).lastChunk());
        assertThat(find(key).liveBytes()).isPositive();
        assertThat(find(key).expiredThrough()).isEqualTo(seen);
    }

    @Test
    void what_is_pinned_or_set_aside_does_not_expire() {
        RecordingKey pinned = add(1);
        RecordingKey aside = add(2);
        recordings().pin(pinned, Optional.empty());
        recordings().quarantine(aside, "it rotted");

        assertThat(expire(pinned)).isEmpty();
        assertThat(expire(aside)).isEmpty();

        assertThat(bytes(pinned)).isPositive();
        assertThat(bytes(aside)).isPositive();
    }

    @Test
    void nothing_expires_once_the_lease_is_lost() {
        RecordingKey key = add(1);
        Lease lost = lease();
        takeOver();

        assertThatThrownBy(() ->
                        recordings().expire(List.of(new Removal(key, find(key).lastChunk())), lost))
                .isInstanceOf(LeaseLostException.class);

        assertThat(bytes(key)).isPositive();
    }

    @Test
    void counts_what_the_database_holds_and_what_of_it_is_exempt() {
        RecordingKey free = add(3);
        RecordingKey pinned = add(1);
        RecordingKey aside = add(2);
        expire(add(4));
        recordings().pin(pinned, Optional.empty());
        recordings().quarantine(aside, "it rotted");

        Inventory inventory = recordings().inventory(Due.olderThan(hour(10)));

        assertThat(inventory.all()).isEqualTo(new Totals(3, bytes(free, pinned, aside)));
        assertThat(inventory.pinned()).isEqualTo(new Totals(1, bytes(pinned)));
        assertThat(inventory.quarantined()).isEqualTo(new Totals(1, bytes(aside)));
        assertThat(inventory.restored()).isEqualTo(new Totals(0, 0));
        assertThat(inventory.oldestDue()).contains(find(aside).end());
        assertThat(recordings().inventory(Due.NONE).oldestDue()).isEmpty();
    }

    @Test
    void a_budget_takes_the_oldest_until_the_rest_fits() {
        RecordingKey first = add(1);
        RecordingKey second = add(2);
        RecordingKey third = add(3);
        RecordingKey fourth = add(4);
        watch(first);

        assertThat(budget(bytes(third, fourth), false)).containsExactly(first, second);
        assertThat(budget(bytes(third, fourth) - 1, false)).containsExactly(first, second, third);
        assertThat(budget(bytes(first, second, third, fourth), false)).isEmpty();
        assertThat(budget(0, false)).hasSize(4);
    }

    @Test
    void a_budget_may_take_what_nobody_watched_first() {
        RecordingKey first = add(1);
        RecordingKey second = add(2);
        RecordingKey third = add(3);
        RecordingKey fourth = add(4);
        watch(first);
        watch(third);

        assertThat(budget(bytes(first, third, fourth), true)).containsExactly(second);
        assertThat(budget(bytes(first, third), true)).containsExactly(second, fourth);
        assertThat(budget(bytes(third), true)).containsExactly(first, second, fourth);
    }

    @Test
    void a_budget_says_by_how_much_what_stays_exceeds_it() {
        RecordingKey pinned = add(1);
        RecordingKey free = add(2);
        RecordingKey young = add(20);
        recordings().pin(pinned, Optional.empty());

        Budget budget = recordings().budget(1, true, hour(10));

        assertThat(due(budget.due())).containsExactly(free);
        assertThat(budget.liveBytes()).isEqualTo(bytes(pinned, free, young));
        assertThat(budget.over()).isEqualTo(bytes(pinned, young) - 1);
    }

    private List<RecordingKey> budget(long bytes, boolean neverWatchedFirst) {
        Budget budget = recordings().budget(bytes, neverWatchedFirst, hour(10));
        assertThat(budget.over()).isZero();
        return due(budget.due());
    }
}
