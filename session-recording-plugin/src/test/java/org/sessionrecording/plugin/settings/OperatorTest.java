package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sessionrecording.api.ApiException;

class OperatorTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"16, 1", "96, 2", "144, 3", "480, 10", "768, 16", "8192, 16"})
    void batches_follow_the_heap(long heap, long batch) {
        assertThat(Operator.usualBatch(heap * MIB)).isEqualTo(batch * MIB);
    }

    private static Operator read(Map<String, String> environment) {
        return Operator.read(name -> Optional.ofNullable(environment.get(name)));
    }

    @Test
    void objects_are_sent_in_parts_as_the_operator_says() {
        assertThat(read(Map.of()).partSizes()).isEqualTo(PartSizes.DEFAULT);
        assertThat(read(Map.of("ARCHIVE_PARTS_FROM_BYTES", "65536", "ARCHIVE_PART_BYTES", " 5242880 "))
                        .partSizes())
                .isEqualTo(new PartSizes(65_536, 5_242_880));
    }

    @ParameterizedTest
    @CsvSource({
        "ARCHIVE_BATCH_BYTES, 65535", "ARCHIVE_BATCH_BYTES, 1073741825", "ARCHIVE_PARTS_FROM_BYTES, 0",
        "ARCHIVE_PARTS_FROM_BYTES, 5368709121", "ARCHIVE_PART_BYTES, 8 MiB", "ARCHIVE_PART_BYTES, -65536"
    })
    void sizes_that_are_none_keep_the_plugin_from_starting(String name, String text) {
        assertThatThrownBy(() -> read(Map.of(name, text)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(text);
    }
}
