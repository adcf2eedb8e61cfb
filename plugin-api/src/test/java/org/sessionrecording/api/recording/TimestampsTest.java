package org.sessionrecording.api.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @Test
    void writes_names_and_instants_in_utc_milliseconds() {
        Instant instant = Instant.parse("2026-11-23T19:10:00.123456Z");
        assertThat(Timestamps.basic(instant)).isEqualTo("20261123T191000.123Z");
        assertThat(Timestamps.rfc3339(instant)).isEqualTo("2026-11-23T19:10:00.123Z");
        assertThat(Timestamps.rfc3339(Instant.parse("2000-01-01T00:00:00Z"))).isEqualTo("2000-01-01T00:00:00.000Z");
    }

    @Test
    void reads_what_it_wrote() {
        Random random = new Random(3);
        long from = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochMilli(from + (long) (random.nextDouble() * 4e12));
            assertThat(Timestamps.parseBasic(Timestamps.basic(instant))).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261123T191000Z",
                "20261123T191000.123",
                "20261123T191000.1234Z",
                "2026-11-23T19:10:00.123Z",
                "20260230T191000.123Z",
                "20261123T251000.123Z",
                "20261123t191000.123z",
                "٢٠٢٦1123T191000.123Z",
                " 20261123T191000.123Z",
                "20261123T235960.000Z"
            })
    void refuses_every_other_form(String text) {
        assertThatThrownBy(() -> Timestamps.parseBasic(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20261123T191000.123Z");
    }

    @Test
    void names_have_whole_milliseconds() {
        assertThatThrownBy(() -> new RecordingName(new DistinctId("ada"), Instant.ofEpochSecond(1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        RecordingName name = new RecordingName(new DistinctId("ada/b"), Instant.parse("2026-11-23T19:10:00.123Z"));
        assertThat(name.link()).isEqualTo("/sessions/ada~2Fb/20261123T191000.123Z/recording");
    }
}
