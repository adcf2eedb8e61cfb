package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.harness.KillTrial;

/** A host killed by {@code kill -9} between any two steps of a run, and at any moment: the next takes it up. */
@ExtendWith(SharedTrial.class)
class KilledHostIT {
    private static final int RANDOM_KILLS = 5;

    /**
     * Where to kill: at the second time, in the middle of the backlog. What an earlier run left is met once, and so is the one
     * upload in (two) parts.
     */
    enum Point {
        READ(2),
        LEFTOVERS_REMOVED(1, "LINKED"),
        INTENDED(2),
        HASHED(5),
        UPLOAD_BEGUN(1),
        UPLOAD_NOTED(1),
        PART_SENT(1),
        SENT(5),
        VERIFIED(5),
        STORED(2),
        LINKED(2),
        RECEIPT_NUMBERED(1),
        RECEIPT_WRITTEN(1),
        RECEIPT_KNOWN(1),
        REMOVED(2),
        OPEN_FOUND(1, "INTENDED"),
        OPEN_SETTLED(1, "SENT");

        private final int time;
        private final List<String> before;

        Point(int time, String... before) {
            this.time = time;
            this.before = List.of(before);
        }
    }

    @Test
    void no_step_is_left_out(KillTrial trial) {
        assertThat(trial.host().steps())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Point.values()).map(Point::name).toList());
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void a_run_killed_after_any_step_is_taken_up_by_the_next(Point point, KillTrial trial) {
        point.before.forEach(step -> trial.killAt(step, 2));

        trial.killAt(point.name(), point.time);

        trial.requireRecovered();
    }

    @Test
    void a_run_killed_at_any_moment_is_taken_up_by_the_next(KillTrial trial) {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("Random kills: -Dkill.seed=" + seed);
        Random random = new Random(seed);
        long undisturbed = System.nanoTime();
        trial.runUntilSucceeded();
        Duration run = Duration.ofNanos(System.nanoTime() - undisturbed);
        for (int kill = 0; kill < RANDOM_KILLS; kill++) {
            trial.restore();
            trial.killAfter(Duration.ofNanos((long) (random.nextDouble() * run.toNanos())));
            trial.requireRecovered();
        }
    }
}
