package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.testing.MemoryStores;

/** When a run removes nothing until somebody looked, and that it archives nevertheless. */
class BrakesTest {
    private final MemoryStores stores = new MemoryStores();
    private final RunFixture harness = new RunFixture(stores).archiving();

    /** Seven runs, a day apart, of so many recordings each. */
    private void sevenRunsOf(int recordings) {
        for (int i = 0; i < 7; i++) {
            harness.add(recordings, harness.daysAgo(8));
            assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
            harness.clock.advance(Duration.ofDays(1));
        }
    }

    private void requireWaiting(Outcome outcome, long recordings, String reason) {
        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        assertThat(outcome.message()).contains(reason).contains("confirm=true").contains(Words.recordings(recordings));
        assertThat(harness.figures())
                .containsEntry("archived", recordings)
                .containsEntry("waiting", recordings)
                .containsEntry("removed", 0L);
    }

    @Test
    void a_run_that_would_remove_most_of_all_archives_and_waits() {
        sevenRunsOf(60);
        harness.add(1_000 - 501, harness.clock.instant());
        harness.add(501, harness.daysAgo(8));

        requireWaiting(harness.run(), 501, "50 % of all recordings");
        assertThat(harness.inDatabase()).isEqualTo(1_000);
        assertThat(harness.archived()).isEqualTo(7 * 60 + 501);

        harness.clock.advance(Duration.ofDays(1));
        assertThat(harness.run()).isInstanceOf(Outcome.Waiting.class);
        assertThat(harness.inDatabase()).isEqualTo(1_000);

        assertThat(harness.confirmed()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(harness.inDatabase()).isEqualTo(499);
    }

    @Test
    void half_is_not_more_than_half() {
        sevenRunsOf(60);
        harness.add(500, harness.clock.instant());
        harness.add(500, harness.daysAgo(8));

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(harness.inDatabase()).isEqualTo(500);
    }

    @Test
    void a_run_that_would_remove_many_times_what_the_last_ones_did_waits() {
        sevenRunsOf(10);
        harness.add(1_000, harness.clock.instant());
        harness.add(101, harness.daysAgo(8));

        requireWaiting(harness.run(), 101, "about 10 each");
        assertThat(harness.inDatabase()).isEqualTo(1_101);
    }

    @Test
    void runs_that_removed_nothing_do_not_count_as_small_ones() {
        sevenRunsOf(10);
        for (int i = 0; i < 9; i++) {
            harness.run();
        }
        harness.add(1_000, harness.clock.instant());
        harness.add(100, harness.daysAgo(8));

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void shares_and_medians_are_not_judged_in_small_projects_or_after_few_runs() {
        harness.add(1_200, harness.daysAgo(8));
        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);

        sevenRunsOf(1);
        harness.add(999, harness.daysAgo(8));
        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void the_settings_say_how_much_is_too_much() {
        harness.project.with("brake_share", "100").with("brake_factor", "200");
        sevenRunsOf(10);
        harness.add(1_200, harness.daysAgo(8));

        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void a_clock_in_doubt_brakes_every_run_until_one_is_confirmed() {
        harness.add(3, harness.daysAgo(8));
        harness.doubt.set(Optional.of(new ClockDoubt(harness.clock.instant(), "it jumped by 9 days")));

        requireWaiting(harness.run(), 3, "it jumped by 9 days");
        assertThat(harness.confirmed()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(harness.inDatabase()).isZero();

        harness.add(2, harness.daysAgo(8));
        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);

        harness.add(2, harness.daysAgo(8));
        harness.doubt.set(Optional.of(new ClockDoubt(harness.clock.instant().plusMillis(1), "it jumped again")));
        requireWaiting(harness.run(), 2, "it jumped again");
    }

    @Test
    void a_clock_that_jumps_mid_run_ends_removal_also_of_a_confirmed_run() {
        harness.add(200, harness.daysAgo(8));
        harness.failPoints.set(step -> {
            if (step == Step.REMOVED) {
                harness.doubt.set(Optional.of(new ClockDoubt(Instant.EPOCH, "it went back")));
            }
        });

        Outcome outcome = harness.confirmed();

        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        assertThat(outcome.message()).contains("while the run went on: it went back");
        assertThat(harness.figures()).containsEntry("archived", 200L).containsEntry("removed", 64L);
        assertThat(harness.inDatabase()).isEqualTo(136);
    }

    @Test
    void a_restored_database_brakes_until_it_was_verified() {
        harness.add(3, harness.daysAgo(8));
        RestoredDatabase.note(harness.project.state(), harness.clock.instant());

        requireWaiting(harness.run(), 3, "restored to an older day");

        RestoredDatabase.clear(harness.project.state(), harness.clock.instant());
        assertThat(harness.run()).isInstanceOf(Outcome.Waiting.class);
        RestoredDatabase.clear(harness.project.state(), harness.clock.instant().plusMillis(1));
        assertThat(harness.run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(harness.inDatabase()).isZero();
    }

    @Test
    void where_the_archive_cannot_be_opened_leftovers_stay_too() {
        harness.add(3, harness.daysAgo(8));
        harness.doubt.set(Optional.of(new ClockDoubt(Instant.EPOCH, "it jumped")));
        harness.run();
        RunFixture broken = harness;
        broken.project.with("s3_url", "http://127.0.0.1:1/replays/elsewhere");
        stores.refuse(true);

        assertThatThrownBy(broken::confirmed).isInstanceOf(ApiException.class);

        assertThat(broken.inDatabase()).isEqualTo(3);
    }

    @Test
    void an_archive_that_vanished_from_the_environment_does_not_turn_into_deleting() {
        harness.operator = new Operator(Optional.of("http://127.0.0.1:1/replays/prefix"), false);
        harness.run();
        harness.operator = new Operator(Optional.empty(), false);
        harness.project.with("s3_url", "").with("delete_without_archive", "true");
        harness.add(3, harness.daysAgo(8));

        Outcome outcome = harness.run();

        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        assertThat(outcome.message()).contains("S3_URL of the environment");
        assertThat(harness.inDatabase()).isEqualTo(3);
        assertThat(harness.confirmed()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(harness.inDatabase()).isZero();
    }

    @Test
    void a_dry_run_says_that_it_would_wait() {
        harness.add(3, harness.daysAgo(8));
        harness.doubt.set(Optional.of(new ClockDoubt(Instant.EPOCH, "it jumped")));

        assertThat(harness.dryRun().message())
                .contains("would wait for a confirmation, because the clock may be wrong");
        assertThat(harness.figures()).containsEntry("would_wait", 3L);
    }
}
