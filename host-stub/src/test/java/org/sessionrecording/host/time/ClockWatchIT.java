package org.sessionrecording.host.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.host.testing.PostgresFixture;

/** Jumps of a real database's clock, seen from machines whose own clocks and counts of time are turned. */
class ClockWatchIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private final AtomicLong nanosAhead = new AtomicLong();

    @BeforeEach
    void forget() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("truncate clock_mark"));
    }

    private ClockWatch watch(String machine, Duration machineAhead) {
        return new ClockWatch(
                postgres.database().jdbi(),
                machine,
                Clock.offset(Clock.systemUTC(), machineAhead),
                () -> System.nanoTime() + nanosAhead.get());
    }

    private static Optional<String> reason(ClockWatch watch) {
        return watch.look().map(ClockDoubt::reason);
    }

    /** Where the database's clock stood at the last look, as seen from now. */
    private void lastLookWas(Duration ago) {
        Instant at = Instant.now().minus(ago);
        postgres.database()
                .jdbi()
                .useHandle(
                        handle -> handle.execute("update clock_mark set marked_at = ?", at.atOffset(ZoneOffset.UTC)));
    }

    @Test
    void clocks_that_agree_give_no_doubt() {
        ClockWatch watch = watch("a", Duration.ofMinutes(4));

        assertThat(watch.look()).isEmpty();
        assertThat(watch.look()).isEmpty();
        assertThat(watch.get()).isEmpty();
    }

    @Test
    void the_offset_of_tests_is_no_jump() {
        ClockWatch watch = watch("a", Duration.ZERO);
        watch.look();
        postgres.clock().advance(Duration.ofDays(9));

        assertThat(watch.look()).isEmpty();
    }

    @Test
    void a_database_and_a_machine_that_disagree_are_doubted_once() {
        ClockWatch watch = watch("a", Duration.ofDays(-1));

        ClockDoubt doubt = watch.look().orElseThrow();

        assertThat(doubt.reason()).contains("24 hours ahead of this machine's");
        assertThat(watch.look()).contains(doubt);
        assertThat(watch("a", Duration.ofDays(-1)).look()).contains(doubt);
        assertThat(watch("a", Duration.ZERO).look().orElseThrow()).isNotEqualTo(doubt);
    }

    @Test
    void a_clock_that_went_back_behind_the_last_look_is_doubted_after_a_restart_too() {
        watch("a", Duration.ZERO).look();
        lastLookWas(Duration.ofHours(-3));

        ClockDoubt doubt = watch("b", Duration.ZERO).look().orElseThrow();

        assertThat(doubt.reason()).contains("went back by 3 hours");
        assertThat(watch("a", Duration.ZERO).look()).contains(doubt);
    }

    @Test
    void a_jump_while_running_is_noticed() {
        ClockWatch watch = watch("a", Duration.ZERO);
        watch.look();
        nanosAhead.addAndGet(-Duration.ofHours(1).toNanos());

        assertThat(reason(watch)).get().asString().contains("jumped ahead by");

        nanosAhead.addAndGet(Duration.ofHours(10).toNanos());
        assertThat(reason(watch)).get().asString().contains("jumped back by");
    }

    @Test
    void being_off_for_days_is_no_jump() {
        watch("a", Duration.ZERO).look();
        lastLookWas(Duration.ofDays(12));

        assertThat(watch("a", Duration.ZERO).look()).isEmpty();
    }
}
