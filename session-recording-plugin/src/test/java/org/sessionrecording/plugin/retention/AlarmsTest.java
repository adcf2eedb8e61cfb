package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notice.Level;
import org.sessionrecording.api.project.RunHistory.PastRun;
import org.sessionrecording.api.project.RunHistory.State;
import org.sessionrecording.api.recording.Recordings.Inventory;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;
import org.sessionrecording.plugin.testing.TestProject;

/** Which states of affairs people are told of, and how loudly. */
class AlarmsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T19:10:00Z");
    private static final Totals NONE = new Totals(0, 0);
    private static final long GB = 1_000_000_000L;

    private final TestProject project = new TestProject()
            .with("s3_url", "s3://replays/x")
            .with("s3_access_key", "a")
            .with("s3_secret_key", "s");
    private Totals due = NONE;
    private Inventory inventory = new Inventory(new Totals(10, GB), NONE, NONE, NONE, Optional.empty());
    private long overBudget;
    private int missed;
    private Optional<PastRun> lastRun = Optional.empty();
    private Optional<Instant> restored = Optional.empty();
    private Optional<ClockDoubt> doubt = Optional.empty();
    private OptionalLong free = OptionalLong.of(1_000 * GB);

    private List<Notice> notices() {
        return new Status(
                        NOW,
                        RecordingSettings.read(project.read(), new Operator(Optional.empty(), false)),
                        due,
                        inventory,
                        overBudget,
                        Optional.empty(),
                        missed,
                        lastRun,
                        Optional.empty(),
                        Optional.empty(),
                        restored,
                        doubt,
                        free,
                        GB)
                .notices();
    }

    private void requireOnly(Level level, String text) {
        assertThat(notices()).singleElement().satisfies(notice -> {
            assertThat(notice.level()).isEqualTo(level);
            assertThat(notice.text()).contains(text);
        });
    }

    private static Optional<PastRun> run(State state) {
        return Optional.of(new PastRun(
                "id", state, Optional.empty(), NOW, Optional.of(NOW), false, false, "It says why", Map.of()));
    }

    @Test
    void where_all_is_well_there_is_nothing_to_tell() {
        assertThat(notices()).isEmpty();
    }

    @Test
    void three_schedules_without_a_success_alarm_where_something_is_due() {
        missed = 3;
        assertThat(notices()).isEmpty();
        due = new Totals(5, GB);
        requireOnly(Level.ALARM, "should have run 3 times");
        missed = 2;
        assertThat(notices()).isEmpty();
    }

    @Test
    void a_run_that_waits_or_failed_alarms_with_its_message() {
        lastRun = run(State.WAITING);
        requireOnly(Level.ALARM, "It says why");
        lastRun = run(State.FAILED);
        requireOnly(Level.ALARM, "It says why");
        lastRun = run(State.SUCCEEDED);
        assertThat(notices()).isEmpty();
    }

    @Test
    void an_old_backlog_warns() {
        inventory = new Inventory(inventory.all(), NONE, NONE, NONE, Optional.of(NOW.minus(Duration.ofDays(12))));
        requireOnly(Level.WARNING, "5 days ago");
    }

    @Test
    void a_disk_that_is_full_within_days_warns_and_then_alarms() {
        free = OptionalLong.of(6 * GB);
        requireOnly(Level.WARNING, "full in about 6 days");
        free = OptionalLong.of(GB);
        requireOnly(Level.ALARM, "full in about 1 days");
        free = OptionalLong.empty();
        assertThat(notices()).isEmpty();
    }

    @Test
    void pins_that_exceed_the_budget_warn() {
        overBudget = 3 * GB;
        requireOnly(Level.WARNING, "exceeds the budget by 3.0 GB");
    }

    @Test
    void a_clear_text_archive_warns() {
        project.with("s3_url", "http://127.0.0.1:9000/replays/x");
        requireOnly(Level.WARNING, "readable");
    }

    @Test
    void an_archive_that_cannot_be_used_alarms_and_none_is_merely_told() {
        project.with("s3_access_key", "").with("s3_secret_key", "");
        requireOnly(Level.ALARM, "no credentials");
        project.with("s3_url", "");
        due = new Totals(5, GB);
        missed = 3;
        requireOnly(Level.INFO, "5 recordings of 1.0 GB past retention stay");
    }

    @Test
    void a_restored_database_and_a_clock_in_doubt_alarm() {
        restored = Optional.of(NOW);
        requireOnly(Level.ALARM, "restored to an older day");
        restored = Optional.empty();
        doubt = Optional.of(new ClockDoubt(NOW, "it jumped"));
        requireOnly(Level.ALARM, "it jumped");
    }

    @Test
    void what_is_set_aside_warns() {
        inventory = new Inventory(inventory.all(), NONE, new Totals(1, 1), NONE, Optional.empty());
        requireOnly(Level.WARNING, "1 recording is set aside");
    }

    @Test
    void the_worst_comes_first() {
        overBudget = 1;
        restored = Optional.of(NOW);
        assertThat(notices()).extracting(Notice::level).containsExactly(Level.ALARM, Level.WARNING);
    }
}
