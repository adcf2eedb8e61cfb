package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.SettingsProvider;
import org.sessionrecording.plugin.settings.RecordingSettingsProvider;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.ArchiveSpecs;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.FaultyS3;
import org.sessionrecording.s3faults.Requests;

/** What is deleted from an archive on a real S3 server, and what an interrupted run leaves to the next. */
class ArchiveExpiryIT extends ArchiveSpecs {
    private TestRun lastRun;

    @Test
    void nothing_goes_unless_it_is_set() {
        Path object = file(archived("ada", 400));

        assertThat(expire()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(object).exists();
        assertThat(task(step -> {}).cron(project)).isEmpty();
        project.with("archive_expiry_days", "100");
        assertThat(task(step -> {}).cron(project)).contains("0 15 3 * * ?");
    }

    @Test
    void exactly_what_is_due_goes() throws Exception {
        RecordingKey old = archived("old", 101);
        RecordingKey young = archived("young", 99);
        RecordingKey pinned = archived("pinned", 101);
        RecordingKey restored = archived("restored", 101);
        RecordingKey ill = archived("ill", 101);
        RecordingKey grown = archived("grown", 101);
        catalog.pin(pinned, Optional.empty());
        catalog.restore(restored, Instant.MAX);
        catalog.quarantine(ill, "looked at");
        catalog.append(grown, daysAgo(101));
        Path gone = file(old);
        long bytes = Files.size(gone);
        List<Path> kept = List.of(file(young), file(pinned), file(restored), file(ill), file(grown));
        project.with("archive_expiry_days", "100");

        TestRun dry = new TestRun(project, true);
        assertThat(task(step -> {}).run(dry).message()).contains("Would delete 1 recording of ");
        assertThat(dry.figures()).containsEntry("due", 1L).containsEntry("bytes_due", bytes);
        assertThat(gone).exists();

        assertThat(expire()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(gone).doesNotExist();
        assertThat(kept).allSatisfy(object -> assertThat(object).exists());
        assertThat(state(old)).isEqualTo(Recording.State.EXPIRED);
        assertThat(catalog.parts(old)).isEmpty();
        assertThat(lastRun.figures())
                .containsEntry("due", 1L)
                .containsEntry("expired", 1L)
                .containsEntry("objects_deleted", 1L)
                .containsEntry("bytes_freed", bytes)
                .containsEntry("failed", 0L);
        assertThat(notes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ArchiveExpiryRun.Step.class)
    void a_run_that_dies_after_any_step_is_ended_by_the_next(ArchiveExpiryRun.Step last) {
        RecordingKey key = archived("ada", 101);
        Path object = file(key);
        project.with("archive_expiry_days", "100");

        assertThatExceptionOfType(Died.class).isThrownBy(() -> task(step -> {
                    if (step == last) {
                        throw new Died();
                    }
                })
                .run(new TestRun(project, false)));

        boolean linked = !catalog.parts(key).isEmpty();
        assertThat(linked).isEqualTo(last == ArchiveExpiryRun.Step.NOTED);
        assertThat(!linked || Files.exists(object)).as("a link to nothing").isTrue();
        assertThat(notes()).as("somebody knows of the object").hasSize(1);

        catalog.takeOver();
        clock.advance(Duration.ofDays(1));
        assertThat(expire()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(object).doesNotExist();
        assertThat(state(key)).isEqualTo(Recording.State.EXPIRED);
        assertThat(notes()).isEmpty();
    }

    @Test
    void what_was_begun_ends_also_once_it_is_switched_off_and_spares_what_is_still_linked() {
        RecordingKey linked = archived("ada", 101);
        project.with("archive_expiry_days", "100");
        assertThatExceptionOfType(Died.class).isThrownBy(() -> task(step -> {
                    throw new Died();
                })
                .run(new TestRun(project, false)));
        project.with("archive_expiry_days", "0");

        assertThat(expire()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(file(linked)).exists();
        assertThat(notes()).isEmpty();
    }

    @Test
    void an_object_that_cannot_be_deleted_stays_known_until_it_can() throws Exception {
        try (FaultyS3 faulty = s3.faulty()) {
            project.with("s3_url", LocalS3.url(faulty.port(), prefix));
            Path object = file(archived("ada", 101));
            project.with("archive_expiry_days", "100");
            faulty.on(
                    Requests.method("DELETE").or(Requests.deleteMany()),
                    0,
                    Integer.MAX_VALUE,
                    Faults.error(403, "AccessDenied"));

            assertThat(expire()).isInstanceOf(Outcome.Failed.class);
            assertThat(object).exists();
            assertThat(notes()).hasSize(1);

            faulty.heal();
            clock.advance(Duration.ofDays(1));
            assertThat(expire()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(object).doesNotExist();
            assertThat(notes()).isEmpty();
        }
    }

    @Test
    void late_chunks_wait_in_the_database_until_the_old_object_is_gone() {
        RecordingKey key = archived("ada", 101);
        Path object = file(key);
        project.with("archive_expiry_days", "100");
        assertThatExceptionOfType(Died.class).isThrownBy(() -> task(step -> {
                    if (step == ArchiveExpiryRun.Step.EXPIRED) {
                        throw new Died();
                    }
                })
                .run(new TestRun(project, false)));
        catalog.append(key, daysAgo(101));

        retain();
        assertThat(catalog.inDatabase(key))
                .as("not archived over the old object")
                .hasSize(1);

        expire();
        assertThat(object).doesNotExist();
        retain();
        assertThat(catalog.inDatabase(key))
                .as("the run that died may still be deleting")
                .hasSize(1);

        clock.advance(Duration.ofHours(2));
        project.with("archive_expiry_days", "0");
        expire();
        retain();
        assertThat(catalog.inDatabase(key)).isEmpty();
        assertThat(catalog.parts(key)).hasSize(1);
        assertThat(file(key)).exists();
    }

    @Test
    void a_doubtful_clock_waits_for_somebody() {
        Path object = file(archived("ada", 101));
        project.with("archive_expiry_days", "100");
        Instruments doubtful = new Instruments(
                () -> Optional.of(new ClockDoubt(clock.instant(), "it jumped by a year")), Instruments.NONE.metrics());
        ArchiveExpiryTask task = new ArchiveExpiryTask(archive, clock, OPERATOR, doubtful);

        assertThat(task.run(new TestRun(project, false))).isInstanceOf(Outcome.Waiting.class);
        assertThat(object).exists();

        assertThat(task.run(new TestRun(project, false).confirm())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(object).doesNotExist();
    }

    @Test
    void switching_it_on_or_lowering_it_has_to_be_confirmed() {
        archived("ada", 101);
        archived("bob", 201);
        SettingValues off = project.read();
        SettingValues high = project.with("archive_expiry_days", "200").read();
        SettingValues low = project.with("archive_expiry_days", "100").read();
        SettingsProvider provider = new RecordingSettingsProvider(OPERATOR, new RetentionReview(clock));

        assertThat(provider.confirmation(project, off, high).orElseThrow().figures())
                .containsEntry("recordings", 1L)
                .hasEntrySatisfying("bytes", bytes -> assertThat(bytes).isPositive());
        assertThat(provider.confirmation(project, high, low).orElseThrow().figures())
                .containsEntry("recordings", 2L);
        assertThat(provider.confirmation(project, low, high)).isEmpty();
        assertThat(provider.confirmation(project, low, off)).isEmpty();
    }

    @Test
    void it_is_longer_than_recordings_stay_in_the_database() {
        SettingsProvider provider = new RecordingSettingsProvider(OPERATOR);

        assertThat(provider.validate(
                        project, project.with("archive_expiry_days", "7").read()))
                .extracting(SettingsProvider.Problem::key)
                .containsExactly("archive_expiry_days");
        assertThat(provider.validate(
                        project, project.with("archive_expiry_days", "8").read()))
                .isEmpty();
    }

    /** The process ended here. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Outcome expire() {
        lastRun = new TestRun(project, false);
        return task(step -> {}).run(lastRun);
    }

    private ArchiveExpiryTask task(ArchiveExpiryRun.Steps steps) {
        return new ArchiveExpiryTask(archive, clock, OPERATOR, Instruments.NONE, steps);
    }

    private void retain() {
        new RetentionTask(archive, new TestWorkers(), clock, OPERATOR).run(new TestRun(project, false));
    }

    private Instant daysAgo(int days) {
        return clock.instant().minus(Duration.ofDays(days));
    }

    private RecordingKey archived(String distinctId, int daysAgo) {
        RecordingKey key = catalog.add(distinctId, daysAgo(daysAgo), 2);
        retain();
        assertThat(catalog.inDatabase(key)).isEmpty();
        return key;
    }

    private Recording.State state(RecordingKey key) {
        return catalog.find(key).orElseThrow().state();
    }

    private Path file(RecordingKey key) {
        return s3.file(S3Url.parse(catalog.parts(key).get(0).url()).path());
    }

    private List<ExpiringObjects.Note> notes() {
        return new ExpiringObjects(project.state()).after("", 100);
    }
}
