package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotViewTest {
    private static SnapshotView view(String json) {
        return SnapshotView.parse(Requests.utf8(json), WireLimits.DEFAULTS);
    }

    @Test
    void knows_type_source_and_time_in_any_order() {
        SnapshotView view = view(" {\"timestamp\" : 1795463508033.75 , \"data\":{\"id\":5,\"source\":2}, \"type\":3} ");

        assertThat(view.type()).isEqualTo(3);
        assertThat(view.source()).hasValue(2);
        assertThat(view.at()).isEqualTo(Instant.ofEpochMilli(1795463508033L));
        assertThat(view.at(Instant.EPOCH).at()).isEqualTo(Instant.EPOCH);
        assertThat(view.length()).isEqualTo(view.bytes().length - 2);
    }

    @Test
    void finds_values_on_every_level() {
        SnapshotView view =
                view("{\"type\":5,\"timestamp\":1,\"data\":{\"tag\":\"a\\u00e9\\n\\ud83c\\u0000\",\"n\":null,"
                        + "\"payload\":{\"deep\":{\"er\":[1, \"]\"]}, \"flag\":true}}}");

        assertThat(view.find("data", "tag")).contains("aé\n\ud83c\0");
        assertThat(view.find("data", "payload", "deep", "er")).contains("[1, \"]\"]");
        assertThat(view.find("data", "payload", "flag")).contains("true");
        assertThat(view.find("type")).contains("5");
        assertThat(view.find("data", "n")).isEmpty();
        assertThat(view.find("data", "tag", "x")).isEmpty();
        assertThat(view.find("data", "payload", "none")).isEmpty();
        assertThat(view.find("none", "tag")).isEmpty();
    }

    @Test
    void takes_the_last_of_two_members_of_one_name_however_escaped() {
        SnapshotView view = view(
                "{\"type\":1,\"d\\u0061ta\":{\"a\":1},\"data\":{\"a\":2,\"\\u0061\":3},\"typ\\u0065\":4,\"timestamp\":1}");

        assertThat(view.type()).isEqualTo(4);
        assertThat(view.find("data", "a")).contains("3");
    }

    @Test
    void takes_data_that_is_no_object_after_one_that_is() {
        SnapshotView view = view("{\"type\":1,\"data\":{\"a\":1},\"data\":\"{\",\"timestamp\":1}");

        assertThat(view.find("data", "a")).isEmpty();
        assertThat(view.find("data")).contains("{");
    }

    @Test
    void finds_members_beyond_those_it_remembers() {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            data.append("\"m").append(i).append("\":").append(i).append(',');
        }
        SnapshotView view = view("{" + data + "\"type\":3,\"data\":{" + data + "\"m7\":-7},\"timestamp\":9}");

        assertThat(view.type()).isEqualTo(3);
        assertThat(view.timestamp()).isEqualTo(9);
        assertThat(view.find("data", "m3")).contains("3");
        assertThat(view.find("data", "m499")).contains("499");
        assertThat(view.find("data", "m7")).contains("-7");
    }

    @Test
    void does_not_hand_out_what_is_over_64_kib() {
        String most = "a".repeat(64 * 1024 - 2);

        assertThat(view("{\"type\":1,\"timestamp\":1,\"data\":\"" + most + "\"}")
                        .find("data"))
                .contains(most);
        assertThat(view("{\"type\":1,\"timestamp\":1,\"data\":\"" + most + "a\"}")
                        .find("data"))
                .isEmpty();
    }

    @Test
    void gives_its_bytes_but_not_the_right_to_change_them() {
        SnapshotView view = view("{\"type\":1,\"timestamp\":1}");

        assertThat(StandardCharsets.UTF_8.decode(view.json()).toString()).isEqualTo("{\"type\":1,\"timestamp\":1}");
        assertThatThrownBy(() -> view.json().put(0, (byte) 'x')).isInstanceOf(ReadOnlyBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"eJyrVkrJLElU\"",
                "{\"type\":1}",
                "{\"type\":\"1\",\"timestamp\":1}",
                "{\"type\":1,\"timestamp\":\"2026-11-23\"}",
                "{\"type\":1,\"timestamp\":1e300}",
                "{\"type\":99999999999,\"timestamp\":1}",
                "{\"type\":1,\"timestamp\":1} x",
                "{\"chunk_id\":\"c\",\"chunk_index\":0,\"chunk_count\":2,\"data\":\"H4sI\"}"
            })
    void refuses_what_is_no_rrweb_event(String json) {
        assertThatThrownBy(() -> view(json))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("Cannot read")
                .hasMessageEndingWith(")");
    }
}
