package org.sessionrecording.host.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When tasks are woken in zones whose clocks are put forward and back. */
class ScheduleTest {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void once_a_day_is_once_each_local_day_over_both_changes_of_the_clock(String zone) {
        ZoneId id = ZoneId.of(zone);

        List<Instant> wakes = Schedule.after(Optional.of("0 15 3 * * ?"), id, NEW_YEAR, 365);

        assertThat(wakes).hasSize(365).doesNotHaveDuplicates();
        assertThat(wakes).allMatch(wake -> wake.atZone(id).toLocalTime().equals(LocalTime.of(3, 15)));
        LocalDate first = wakes.get(0).atZone(id).toLocalDate();
        assertThat(wakes.get(364).atZone(id).toLocalDate()).isEqualTo(first.plusDays(364));
    }

    @Test
    void a_time_that_a_spring_day_lacks_is_left_out_that_day() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        List<Instant> wakes =
                Schedule.after(Optional.of("0 30 2 * * ?"), berlin, Instant.parse("2026-03-27T12:00:00Z"), 3);

        assertThat(wakes)
                .extracting(wake -> wake.atZone(berlin).toLocalDate())
                .containsExactly(LocalDate.of(2026, 3, 28), LocalDate.of(2026, 3, 30), LocalDate.of(2026, 3, 31));
    }

    @Test
    void without_a_schedule_there_are_none() {
        assertThat(Schedule.after(Optional.empty(), ZoneId.of("UTC"), NEW_YEAR, 3))
                .isEmpty();
    }
}
