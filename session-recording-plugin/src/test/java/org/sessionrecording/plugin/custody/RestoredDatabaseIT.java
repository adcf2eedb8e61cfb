package org.sessionrecording.plugin.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.retention.RetentionTask;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.ArchiveSpecs;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;

/** What verify and rebuild do where the bucket holds receipts that the database does not know, on a real S3 server. */
class RestoredDatabaseIT extends ArchiveSpecs {
    @Test
    void a_rebuild_catches_up_with_the_receipts_so_that_the_next_run_goes_on() throws Exception {
        archived("ada");
        archived("bob");
        archived("cyd");
        forgetReceiptsAfter(0);

        assertThat(rebuild(true)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(receipts()).as("to try changes nothing").isEqualTo("0");
        assertThat(rebuild(false)).isInstanceOf(Outcome.Succeeded.class);

        assertThat(receipts()).isEqualTo("3");
        catalog.add("dan", clock.instant().minus(Duration.ofDays(8)), 1);
        assertThat(retain()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(receipts()).isEqualTo("4");
        assertThat(RestoredDatabase.notedAt(project.state())).isEmpty();
    }

    @Test
    void a_rebuild_that_could_not_bring_back_everything_leaves_the_receipts_to_tell_of_it() throws Exception {
        archived("ada");
        RecordingKey rotten = archived("bob");
        Path object = file(rotten);
        byte[] bytes = Files.readAllBytes(object);
        bytes[bytes.length / 2] ^= 1;
        Files.write(object, bytes);
        catalog.forget(rotten);
        forgetReceiptsAfter(1);

        assertThat(rebuild(false)).isInstanceOf(Outcome.Failed.class);

        assertThat(receipts()).isEqualTo("1");
        catalog.add("dan", clock.instant().minus(Duration.ofDays(8)), 1);
        assertThat(retain()).isInstanceOf(Outcome.Waiting.class);
    }

    @Test
    void verify_deletes_no_orphan_where_the_bucket_knows_of_later_runs_than_the_database() throws Exception {
        archived("ada");
        RecordingKey forgotten = archived("bob");
        Path orphan = file(forgotten);
        catalog.forget(forgotten);
        clock.advance(Duration.ofDays(400)); // the server's own clock dates objects
        assertThat(verify("report")).isInstanceOf(Outcome.Failed.class);
        forgetReceiptsAfter(1);

        assertThat(verify("delete")).isInstanceOf(Outcome.Failed.class);

        assertThat(orphan).exists();
        assertThat(RestoredDatabase.notedAt(project.state())).contains(clock.instant());
        assertThat(verify("delete")).isInstanceOf(Outcome.Failed.class);
        assertThat(orphan).as("as long as the note stands").exists();
    }

    @Test
    void a_sound_verify_that_finds_it_out_leaves_the_note_to_the_next_one() throws Exception {
        archived("ada");
        archived("bob");
        forgetReceiptsAfter(1);

        assertThat(verify("report")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(RestoredDatabase.notedAt(project.state())).isPresent();

        clock.advance(Duration.ofMinutes(1));
        assertThat(verify("report")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(RestoredDatabase.notedAt(project.state())).isEmpty();
    }

    @Test
    void a_run_of_retention_that_is_about_to_write_its_receipt_is_not_taken_for_a_later_one() throws Exception {
        archived("ada");
        archived("bob");
        State.Entry known = project.state().find("receipts").orElseThrow();
        project.state().put("receipts", "2 begun", known.version());

        assertThat(verify("report")).isInstanceOf(Outcome.Succeeded.class);

        assertThat(receipts()).as("left to the run that began it").isEqualTo("2 begun");
        assertThat(RestoredDatabase.notedAt(project.state())).isEmpty();
    }

    private RecordingKey archived(String distinctId) {
        RecordingKey key = catalog.add(distinctId, clock.instant().minus(Duration.ofDays(8)), 1);
        assertThat(retain()).isInstanceOf(Outcome.Succeeded.class);
        return key;
    }

    private Outcome retain() {
        return new RetentionTask(archive, new TestWorkers(), clock, OPERATOR).run(new TestRun(project, false));
    }

    private Outcome rebuild(boolean dryRun) {
        return new RebuildOperation(archive, new TestWorkers(), clock, OPERATOR).run(new TestRun(project, dryRun));
    }

    private Outcome verify(String orphans) throws Exception {
        TestRun run = new TestRun(project, false).with("orphans", orphans);
        return new VerifyOperation(archive, new TestWorkers(), clock, OPERATOR).run(run);
    }

    /** As after a restore of the database to the day of that receipt. */
    private void forgetReceiptsAfter(int number) {
        State.Entry known = project.state().find("receipts").orElseThrow();
        project.state().put("receipts", Integer.toString(number), known.version());
    }

    private String receipts() {
        return project.state().find("receipts").orElseThrow().value();
    }

    private Path file(RecordingKey key) {
        return s3.file(S3Url.parse(catalog.parts(key).get(0).url()).path());
    }
}
