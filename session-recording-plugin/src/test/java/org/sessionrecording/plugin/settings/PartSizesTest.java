package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartSizesTest {
    private static final PartSizes SIZES = PartSizes.DEFAULT;

    @ParameterizedTest
    @ValueSource(longs = {64L << 20, 80_000L << 20, 80_001L << 20, 1L << 40, PartSizes.MOST_BYTES})
    void ten_thousand_parts_are_enough_for_any_object(long length) {
        long parts = (length + SIZES.of(length) - 1) / SIZES.of(length);

        assertThat(parts).isBetween(1L, 10_000L);
        assertThat(SIZES.of(length)).isGreaterThanOrEqualTo(8L << 20);
    }

    @Test
    void only_large_objects_are_sent_in_parts() {
        assertThat(SIZES.inParts((64L << 20) - 1, true)).isFalse();
        assertThat(SIZES.inParts(64L << 20, true)).isTrue();
    }

    @Test
    void where_a_server_takes_no_parts_one_put_carries_what_it_can() {
        assertThat(SIZES.inParts(5L << 30, false)).isFalse();
        assertThat(SIZES.inParts((5L << 30) + 1, false)).isTrue();
    }
}
