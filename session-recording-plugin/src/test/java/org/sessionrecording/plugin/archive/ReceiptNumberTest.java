package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.TestProject;

/** Runs that overtake each other while one of them sleeps before it writes its receipt. */
class ReceiptNumberTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final TestProject project = new TestProject();
    private final Receipts receipts = new Receipts(new VersionedBucket(), S3Url.parse("s3://replays/main"), true);
    private final ReceiptNumber sleeper = new ReceiptNumber(project.state(), receipts);
    private final ReceiptNumber next = new ReceiptNumber(project.state(), receipts);

    @BeforeEach
    void one_run_takes_the_first_number_and_sleeps() {
        assertThat(sleeper.settled()).isZero();
        assertThat(sleeper.begin(1)).isTrue();
    }

    private boolean looksRestored() {
        next.compare(NOW);
        return RestoredDatabase.notedAt(project.state()).isPresent();
    }

    @Test
    void a_receipt_that_is_written_late_is_expected_even_if_the_next_run_died_meanwhile() {
        assertThat(next.settled()).isZero(); // and died there

        assertThat(receipts.begin(1, "{}")).isTrue();

        assertThat(looksRestored()).isFalse();
        assertThat(next.settled()).isEqualTo(1);
    }

    @Test
    void whoever_comes_second_finds_the_receipt_written() {
        assertThat(next.settled()).isZero();
        assertThat(next.begin(1)).isTrue();
        assertThat(receipts.begin(1, "{}")).isTrue();
        next.written(1);

        assertThat(receipts.begin(1, "{}")).as("the sleeper's").isFalse();
        assertThat(looksRestored()).isFalse();
    }

    @Test
    void a_receipt_of_a_number_nobody_began_is_a_restored_databases() {
        assertThat(receipts.begin(1, "{}")).isTrue();
        assertThat(receipts.begin(2, "{}")).isTrue();

        assertThat(looksRestored()).isTrue();
    }
}
