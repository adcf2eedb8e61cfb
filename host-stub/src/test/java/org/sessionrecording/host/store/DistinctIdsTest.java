package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;

final class DistinctIdsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "\u0000",
                "İı",
                "🎉",
                "\ud83c",
                "\udf89",
                "\udf89\ud83c",
                "\uffff",
                "\u0800",
                "a\ud83c🎉\ud83c"
            })
    void comes_back_as_it_was(String value) {
        DistinctId id = new DistinctId(value);

        assertThat(DistinctIds.decode(DistinctIds.encode(id))).isEqualTo(id);
    }

    @Test
    void comes_back_whatever_its_code_units() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int unit = 0; unit <= random.nextInt(8); unit++) {
                value.append((char) (random.nextBoolean() ? 0xD7F0 + random.nextInt(0x820) : random.nextInt(0x10000)));
            }
            DistinctId id = new DistinctId(value.toString());
            assertThat(DistinctIds.decode(DistinctIds.encode(id))).isEqualTo(id);
        }
    }

    @Test
    void is_utf_8_where_utf_8_has_a_form() {
        assertThat(DistinctIds.encode(new DistinctId("aş€🎉"))).isEqualTo("aş€🎉".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refuses_bytes_that_are_none() {
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> DistinctIds.decode(new byte[] {(byte) 0xE2, 1}));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> DistinctIds.decode(new byte[] {(byte) 0xFF}));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> DistinctIds.decode(new byte[] {(byte) 0x80}));
    }
}
