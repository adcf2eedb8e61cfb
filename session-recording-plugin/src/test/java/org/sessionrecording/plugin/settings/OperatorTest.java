package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"16, 1", "96, 2", "144, 3", "480, 10", "768, 16", "8192, 16"})
    void batches_follow_the_heap(long heap, long batch) {
        assertThat(Operator.usualBatch(heap * MIB)).isEqualTo(batch * MIB);
    }
}
