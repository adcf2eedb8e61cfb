package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.plugin.settings.RetentionSettings;
import org.sessionrecording.plugin.testing.MemoryStores;

/** Days and a budget together: whichever comes first. */
class BudgetTest {
    private static final RetentionSettings.Brake NO_BRAKE = new RetentionSettings.Brake(100, 10_000);

    private final RunFixture harness = new RunFixture(new MemoryStores());

    private RetentionSettings settings(long bytes, boolean neverWatchedFirst) {
        return new RetentionSettings(
                true,
                Duration.ofDays(7),
                "",
                new RetentionSettings.Budget(bytes, neverWatchedFirst),
                NO_BRAKE,
                false,
                Optional.empty());
    }

    private List<RecordingKey> due(long bytes, boolean neverWatchedFirst) {
        Plan plan = Plan.of(harness.catalog, settings(bytes, neverWatchedFirst), harness.clock.instant());
        return harness.catalog.due(plan.due(), RecordingKey.NONE, 1_000).stream()
                .map(Recording::key)
                .toList();
    }

    private RecordingKey add(int daysAgo) {
        return harness.catalog.add("visitor-" + daysAgo, harness.daysAgo(daysAgo), 1);
    }

    private long bytes() {
        return harness.catalog.list(RecordingQuery.newest(1_000)).stream()
                .mapToLong(Recording::liveBytes)
                .sum();
    }

    private long bytes(RecordingKey key) {
        return harness.catalog.find(key).orElseThrow().liveBytes();
    }

    @Test
    void without_a_budget_the_days_count() {
        RecordingKey old = add(8);
        add(6);

        assertThat(due(0, false)).containsExactly(old);
    }

    @Test
    void what_exceeds_the_budget_goes_before_its_days_are_over() {
        RecordingKey old = add(8);
        RecordingKey third = add(3);
        RecordingKey second = add(2);

        assertThat(due(bytes(second), false)).containsExactly(old, third);
        assertThat(due(bytes() * 2, false)).containsExactly(old);
    }

    @Test
    void what_is_younger_than_a_day_stays_whatever_it_takes() {
        RecordingKey yesterday = add(2);
        harness.catalog.add("now", harness.clock.instant().minus(Duration.ofHours(23)), 5);

        Plan plan = Plan.of(harness.catalog, settings(1, false), harness.clock.instant());

        assertThat(due(1, false)).containsExactly(yesterday);
        assertThat(plan.overBudget()).isPositive();
    }

    @Test
    void pins_that_exceed_the_budget_are_told() {
        harness.archiving().project.with("retention_budget_gb", "1");
        add(3);

        harness.run();
        assertThat(harness.figures()).containsEntry("bytes_over_budget", 0L).containsEntry("removed", 0L);

        harness.catalog.list(RecordingQuery.newest(1_000)).forEach(r -> harness.catalog.pin(r.key(), Optional.empty()));
        Plan plan = Plan.of(harness.catalog, settings(1, false), harness.clock.instant());
        assertThat(plan.overBudget()).isEqualTo(bytes() - 1);
        assertThat(plan.totals().recordings()).isZero();
    }

    /** Whatever there is and whatever of it is exempt: after a run the budget holds, or says by how much it does not. */
    @Test
    void after_a_run_the_rest_fits_or_the_excess_is_exact() {
        Random random = new Random(20261123);
        for (int round = 0; round < 40; round++) {
            RunFixture fresh = new RunFixture(new MemoryStores());
            for (int i = 0; i < 30; i++) {
                Instant at = fresh.clock.instant().minus(Duration.ofMinutes(random.nextInt(9 * 24 * 60)));
                RecordingKey key = fresh.catalog.add("v" + i, at, 1 + random.nextInt(3));
                if (random.nextInt(5) == 0) {
                    fresh.catalog.pin(key, Optional.empty());
                } else if (random.nextInt(3) == 0) {
                    fresh.catalog.watch(key, at);
                }
            }
            long all = fresh.catalog
                    .inventory(org.sessionrecording.api.recording.Due.NONE)
                    .all()
                    .storedBytes();
            long budget = 1 + random.nextInt((int) all);
            boolean neverWatchedFirst = random.nextBoolean();
            Plan plan = Plan.of(fresh.catalog, settings(budget, neverWatchedFirst), fresh.clock.instant());

            long left = all - plan.totals().storedBytes();

            assertThat(Math.max(0, left - budget))
                    .as("round %d, budget %d of %d", round, budget, all)
                    .isLessThanOrEqualTo(plan.overBudget());
            assertThat(plan.overBudget() == 0 || left == budget + plan.overBudget())
                    .as("round %d", round)
                    .isTrue();
        }
    }

    @Test
    void what_nobody_watched_goes_first_where_that_is_set() {
        RecordingKey watched = add(5);
        RecordingKey unwatched = add(2);
        harness.catalog.watch(watched, harness.clock.instant());

        long most = Math.max(bytes(watched), bytes(unwatched));
        assertThat(due(most, true)).containsExactly(unwatched);
        assertThat(due(most, false)).containsExactly(watched);
    }

    @Test
    void without_an_archive_a_confirmed_deletion_takes_exactly_what_was_due() {
        harness.project.with("delete_without_archive", "true");
        harness.add(70, harness.daysAgo(8));
        RecordingKey pinned = harness.catalog.add("pinned", harness.daysAgo(9), 1);
        RecordingKey aside = harness.catalog.add("aside", harness.daysAgo(9), 1);
        RecordingKey young = add(3);
        harness.catalog.pin(pinned, Optional.empty());
        harness.catalog.quarantine(aside, "it rotted");

        Outcome outcome = harness.run();

        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome.message()).contains("Removed 70 of 70").contains("for good");
        assertThat(harness.figures()).containsEntry("expired", 70L).containsEntry("removed", 70L);
        assertThat(harness.catalog.list(RecordingQuery.newest(1_000)).stream()
                        .filter(recording -> recording.state() != Recording.State.EXPIRED)
                        .map(Recording::key))
                .containsExactlyInAnyOrder(pinned, aside, young);
    }

    @Test
    void a_chunk_that_arrives_while_its_recording_expires_survives() {
        harness.project.with("delete_without_archive", "true");
        RecordingKey key = harness.catalog.add("visitor", harness.daysAgo(8), 2);
        harness.failPoints.set(step -> harness.catalog.append(key, harness.daysAgo(7)));

        harness.run();

        assertThat(harness.catalog.inDatabase(key)).isNotEmpty();
        assertThat(harness.catalog.find(key).orElseThrow().expiredThrough()).isNotEqualTo(ChunkId.NONE);
        assertThat(harness.catalog.find(key).orElseThrow().state()).isEqualTo(Recording.State.LIVE);
    }

    @Test
    void configured_wrongly_is_not_without_an_archive() {
        harness.project.with("delete_without_archive", "true").with("s3_url", "http://127.0.0.1:1/replays/x");
        harness.add(3, harness.daysAgo(8));

        org.assertj.core.api.Assertions.assertThatThrownBy(harness::run).hasMessageContaining("no credentials");

        assertThat(harness.inDatabase()).isEqualTo(3);
    }
}
