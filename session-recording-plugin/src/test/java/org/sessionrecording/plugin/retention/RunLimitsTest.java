package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLimitsTest {
    @ParameterizedTest
    @CsvSource({"16, 32", "128, 64", "512, 256", "8192, 256"})
    void recordings_in_a_batch_follow_the_heap(long heap, int recordings) {
        assertThat(RunLimits.recordings(heap << 20)).isEqualTo(recordings);
    }
}
