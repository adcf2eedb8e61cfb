package org.sessionrecording.plugin.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.SnapshotSource.StoredObject;
import org.sessionrecording.api.recording.SnapshotSource.Tombstone;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.retention.RetentionTask;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.ArchiveSpecs;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;

/** Links against objects in both directions, on a real S3 server whose files are tampered with. */
class VerifyIT extends ArchiveSpecs {
    private TestRun lastRun;

    @Test
    void a_sound_archive_verifies_in_both_directions() throws Exception {
        archived("ada", 3);
        archived("bob", 1);

        Outcome outcome = verify("all", "true");

        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(lastRun.figures())
                .containsEntry("links", 2L)
                .containsEntry("checked", 2L)
                .containsEntry("objects", 2L)
                .containsEntry("orphans", 0L);
    }

    @Test
    void finds_what_is_missing_cut_or_changed_and_remembers_it_until_it_is_well_again() throws Exception {
        Path missing = file(archived("missing", 2));
        Path cut = file(archived("cut", 2));
        Path changed = file(archived("changed", 2));
        byte[] whole = Files.readAllBytes(cut);
        byte[] sound = Files.readAllBytes(changed);
        byte[] moved = Files.readAllBytes(missing);
        Files.delete(missing);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 7));
        byte[] other = sound.clone();
        other[other.length / 2] ^= 1;
        Files.write(changed, other);

        assertThat(verify("all", "true")).isInstanceOf(Outcome.Failed.class);

        assertThat(lastRun.figures()).containsEntry("missing", 1L).containsEntry("damaged", 2L);
        assertThat(findings())
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(Finding.Kind.MISSING, Finding.Kind.DAMAGED, Finding.Kind.DAMAGED);
        Instant since = findings().get(0).since();
        clock.advance(Duration.ofHours(1));
        verify("sample", "0");
        assertThat(findings())
                .as("what was found is read again whatever the sample")
                .hasSize(3);
        assertThat(findings().get(0).since()).isEqualTo(since);

        Files.write(cut, whole);
        Files.write(changed, sound);
        Files.write(missing, moved);
        assertThat(verify("sample", "0")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_dry_run_reports_and_changes_nothing() throws Exception {
        Files.delete(file(archived("ada", 2)));

        TestRun run = new TestRun(project, true).with("repair", "true").with("all", "true");

        assertThat(operation().run(run)).isInstanceOf(Outcome.Failed.class);
        assertThat(run.figures()).containsEntry("missing", 1L);
        assertThat(findings()).isEmpty();
        assertThat(catalog.quarantineOf(new RecordingKey(1))).isEmpty();
    }

    @Test
    void what_the_database_still_has_is_archived_anew() throws Exception {
        RecordingKey key = archivedNotRemoved("ada");
        Path object = file(key);
        byte[] sound = Files.readAllBytes(object);
        byte[] rotten = sound.clone();
        rotten[rotten.length / 2] ^= 1;
        Files.write(object, rotten);

        assertThat(verify("all", "true", "repair", "true")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(lastRun.figures()).containsEntry("damaged", 1L).containsEntry("repaired", 1L);
        assertThat(Files.exists(object)).isFalse();
        assertThat(catalog.parts(key)).isEmpty();
        assertThat(catalog.quarantineOf(key)).isEmpty();

        catalog.unpin(key);
        retain();
        assertThat(Files.readAllBytes(object)).isEqualTo(sound);
        assertThat(verify("all", "true")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void what_is_nowhere_else_is_set_aside_with_reason_and_date_and_released_once_it_is_back() throws Exception {
        RecordingKey key = archived("ada", 2);
        Path object = file(key);
        byte[] sound = Files.readAllBytes(object);
        Files.delete(object);

        assertThat(verify("repair", "true")).isInstanceOf(Outcome.Failed.class);
        assertThat(catalog.quarantineOf(key).orElseThrow())
                .startsWith("object missing since 2026-11-23T19:10:00.000Z: ");
        assertThat(catalog.parts(key)).as("the link stays").hasSize(1);

        Files.write(object, sound);
        assertThat(verify("repair", "true")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(catalog.quarantineOf(key)).isEmpty();
    }

    @Test
    void a_copied_bucket_is_found_by_the_same_hash_and_nothing_else() throws Exception {
        RecordingKey copied = archived("ada", 2);
        RecordingKey altered = archived("bob", 2);
        for (RecordingKey key : List.of(copied, altered)) {
            Path from = file(key);
            Path to = s3.file("new" + prefix
                    + from.toString().substring(s3.file(prefix).toString().length()));
            Files.createDirectories(to.getParent());
            byte[] bytes = Files.readAllBytes(from);
            bytes[bytes.length / 2] ^= key.equals(altered) ? 1 : 0;
            Files.write(to, bytes);
            Files.delete(from);
        }
        project.with(s3, "new" + prefix);

        assertThat(verify("relocate", "true")).isInstanceOf(Outcome.Failed.class);

        assertThat(lastRun.figures()).containsEntry("repaired", 1L).containsEntry("missing", 1L);
        assertThat(catalog.parts(copied).get(0).url()).contains("/new" + prefix + "/");
        assertThat(catalog.parts(altered).get(0).url()).doesNotContain("/new" + prefix + "/");
    }

    @Test
    void an_orphan_goes_only_when_it_is_old_was_reported_and_is_held_elsewhere() throws Exception {
        RecordingKey key = archived("ada", 2);
        Path object = file(key);
        Path orphan = object.resolveSibling(object.getFileName().toString().replace(".json", ".7.json"));
        Files.copy(object, orphan);
        Path stray = object.resolveSibling("notes.txt");
        Files.writeString(stray, "what an operator left");

        verify("orphans", "delete");
        assertThat(Files.exists(orphan))
                .as("another part's number: never touched")
                .isTrue();
        assertThat(findings()).extracting(Finding::kind).containsOnly(Finding.Kind.STRAY);

        Files.delete(orphan);
        Path unknown = unlinkedCopyOf("gone");
        clock.advance(Duration.ofDays(400)); // the server's own clock dates objects
        verify("orphans", "delete");
        assertThat(Files.exists(unknown)).as("reported first").isTrue();
        verify("orphans", "report");
        assertThat(Files.exists(unknown)).isTrue();
        verify("orphans", "delete");
        assertThat(Files.exists(unknown)).isFalse();
        assertThat(Files.exists(stray)).as("no archive object").isTrue();
        assertThat(Files.exists(object)).isTrue();
        assertThat(project.audited()).hasSize(1).first().asString().startsWith("orphan_deleted " + prefix);
    }

    @Test
    void an_orphan_with_more_than_its_recording_has_is_never_deleted() throws Exception {
        RecordingKey key = archivedNotRemoved("ada");
        Path newer = file(key);
        catalog.forgetLinks(key); // as after a restore of the database to the day before
        catalog.forgetLastChunk(key);
        clock.advance(Duration.ofDays(400));

        verify("orphans", "delete");
        verify("orphans", "delete");

        assertThat(Files.exists(newer)).isTrue();
        assertThat(findings()).singleElement().satisfies(finding -> assertThat(finding.reason())
                .contains("run rebuild"));
    }

    @Test
    void each_night_reads_another_share_and_finds_what_rotted_within_a_round() throws Exception {
        project.with("scrub_share", "3");
        Path rotten = null;
        for (int i = 0; i < 6; i++) {
            rotten = file(archived("visitor-" + i, 2));
        }
        byte[] other = Files.readAllBytes(rotten);
        other[other.length / 2] ^= 1;
        Files.write(rotten, other);

        int failed = 0;
        for (int night = 0; night < 3; night++) {
            failed += scrub() instanceof Outcome.Failed ? 1 : 0;
            assertThat(lastRun.figures().get("checked")).isBetween(2L, 3L);
        }

        assertThat(failed).isPositive();
        assertThat(findings()).extracting(Finding::kind).containsExactly(Finding.Kind.DAMAGED);
    }

    @Test
    void a_night_compares_one_recording_with_what_the_database_has() throws Exception {
        RecordingKey key = archivedNotRemoved("ada");
        assertThat(scrub()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(lastRun.figures()).containsEntry("compared", 1L);

        catalog.replaceLastChunk(key);

        assertThat(scrub()).isInstanceOf(Outcome.Failed.class);
        assertThat(findings()).singleElement().satisfies(finding -> assertThat(finding.reason())
                .contains("is another in the database"));
    }

    @Test
    void an_object_written_after_its_recording_was_erased_is_deleted_by_the_next_night_and_by_verify()
            throws Exception {
        archived("bob", 1);
        byte[] sent = Files.readAllBytes(file(archived("ada", 1)));
        Path written = erased("ada");
        assertThat(written).doesNotExist();

        Files.createDirectories(written.getParent());
        Files.write(written, sent); // by a host that had slept
        assertThat(scrub()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(written).doesNotExist();
        assertThat(lastRun.figures()).containsEntry("erased", 1L);

        Files.createDirectories(written.getParent());
        Files.write(written, sent);
        assertThat(verify()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(written).doesNotExist();
        assertThat(findings()).isEmpty();
        assertThat(s3.keys(prefix + "/session_recording/v1"))
                .singleElement()
                .asString()
                .contains("/bob/");
    }

    /** The place of an object that an erasure deleted. */
    private Path erased(String distinctId) {
        Recording recording = catalog.list(RecordingQuery.newest(10)).stream()
                .filter(each -> each.name().distinctId().value().equals(distinctId))
                .findFirst()
                .orElseThrow();
        Path object = file(recording.key());
        String url = catalog.parts(recording.key()).get(0).url();
        catalog.erase(recording.key());
        new ArchiveSource(clients, OPERATOR)
                .erase(
                        project,
                        new Tombstone(
                                clock.instant(),
                                Optional.empty(),
                                List.of(recording.sessionId()),
                                List.of(recording.name().path())),
                        List.of(new StoredObject(url, Optional.empty())));
        return object;
    }

    private Outcome scrub() {
        lastRun = new TestRun(project, false);
        return new ScrubTask(archive, new TestWorkers(), clock, OPERATOR, new NoMetrics()).run(lastRun);
    }

    /** Nobody looks. */
    private static final class NoMetrics implements Metrics {
        @Override
        public void count(String name, double amount, String... labels) {}

        @Override
        public void time(String name, Duration elapsed, String... labels) {}

        @Override
        public void gauge(String name, Supplier<Number> value, String... labels) {}
    }

    @Test
    void refuses_parameters_that_mean_nothing() {
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> verify("sample", "101"));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> verify("orphans", "all"));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> verify("repair", "yes"));
    }

    private Outcome verify(String... parameters) throws Exception {
        lastRun = new TestRun(project, false);
        for (int i = 0; i < parameters.length; i += 2) {
            lastRun.with(parameters[i], parameters[i + 1]);
        }
        return operation().run(lastRun);
    }

    private VerifyOperation operation() {
        return new VerifyOperation(archive, new TestWorkers(), clock, OPERATOR);
    }

    private void retain() {
        new RetentionTask(archive, new TestWorkers(), clock, OPERATOR).run(new TestRun(project, false));
    }

    private RecordingKey archived(String distinctId, int chunks) {
        RecordingKey key = catalog.add(distinctId, clock.instant().minus(Duration.ofDays(8)), chunks);
        retain();
        assertThat(catalog.inDatabase(key)).isEmpty();
        return key;
    }

    /** Archived while pinned from removal, so that the database has it all as well. */
    private RecordingKey archivedNotRemoved(String distinctId) {
        RecordingKey key = archived(distinctId, 2);
        catalog.unremove(key);
        catalog.pin(key, Optional.empty());
        return key;
    }

    private Path unlinkedCopyOf(String distinctId) throws Exception {
        RecordingKey key = archived(distinctId, 1);
        Path object = file(key);
        catalog.forget(key);
        return object;
    }

    private Path file(RecordingKey key) {
        List<ArchivePart> parts = catalog.parts(key);
        return s3.file(S3Url.parse(parts.get(0).url()).path());
    }

    private List<Finding> findings() {
        return Findings.all(project.state());
    }
}
