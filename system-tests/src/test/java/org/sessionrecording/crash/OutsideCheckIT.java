package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.harness.KillTrial;
import org.sessionrecording.harness.outside.OutsideCheck;

/** The checks from outside see the harm that they are there for. */
@ExtendWith(SharedTrial.class)
class OutsideCheckIT {
    private static final String LIVE = "(select min(key) from recording where removed_through = 0)";
    private static final String LATE = "(select min(key) from recording where removed_through > 0)";

    /** Done to seeded recordings, some of which were archived and have late chunks; seen without any run. */
    enum Harm {
        CHUNK_LOST("delete from chunk where id = (select max(id) from chunk where recording = " + LIVE + ")"),
        BYTES_SWAPPED("update chunk c set data = o.data, length = o.length from chunk o where c.recording = " + LIVE
                + " and c.id = (select max(id) from chunk where recording = c.recording)"
                + " and o.id = (select max(id) from chunk where recording <> c.recording)"),
        REMOVED_WITHOUT_ARCHIVE("update recording set archived_through = last_chunk, removed_through = last_chunk,"
                + " live_from = null, live_to = null where key = " + LIVE),
        LATE_CHUNK_REMOVED("update recording set archived_through = last_chunk, removed_through = last_chunk,"
                + " live_from = null, live_to = null where key = " + LATE),
        LINK_LOST("delete from archive_part where recording = " + LATE),
        HASH_WRONG("update archive_part set sha256 = sha256('') where recording = " + LATE),
        CHUNK_TWICE("insert into chunk overriding system value select recording, nextval('chunk_id'), day, window_id,"
                + " length, crc32, stored_crc32, count, start_at, end_at, arrived, full_offsets, full_at, event_ids, data"
                + " from chunk where recording = " + LIVE + " limit 1"),
        ROW_LOST("delete from recording where key = " + LIVE);

        private final String sql;

        Harm(String sql) {
            this.sql = sql;
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void harm_is_seen(Harm harm, KillTrial trial) {
        OutsideCheck check = trial.seeded().check();
        assertThatCode(check::requireNothingLost).doesNotThrowAnyException();

        trial.installation().execute(harm.sql);

        assertThatThrownBy(check::requireNothingLost).isInstanceOf(AssertionError.class);
    }

    @Test
    void what_is_not_finished_is_seen(KillTrial trial) {
        OutsideCheck check = trial.seeded().check();

        assertThatThrownBy(() -> check.requireConverged(trial.seeded().due()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is due and was not removed");
        trial.runUntilSucceeded();
        check.requireConverged(trial.seeded().due());
        assertThatThrownBy(() -> check.requireConverged(Set.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not due");
        trial.installation().execute("delete from archive_part where recording = " + LATE);
        assertThatThrownBy(() -> check.requireConverged(trial.seeded().due()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("linked by nothing");
    }
}
