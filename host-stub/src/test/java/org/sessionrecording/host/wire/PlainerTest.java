package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainerTest {
    private static List<String> plain(String snapshots) {
        return plain(snapshots, WireLimits.DEFAULTS);
    }

    private static List<String> plain(String snapshots, WireLimits limits) {
        try (DecodedRequest request = Requests.decode(Requests.snapshotEvent(snapshots), limits)) {
            return Requests.snapshots(request.events().get(0));
        }
    }

    private static Problem problem(String snapshots, WireLimits limits) {
        try (DecodedRequest request = Requests.decode(Requests.snapshotEvent(snapshots), limits)) {
            assertThat(Requests.snapshots(request.events().get(0))).isEmpty();
            assertThat(Requests.snapshots(request.events().get(0))).isEmpty();
            assertThat(request.problems()).hasSize(1);
            return request.problems().get(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"type\":2,\"data\":D,\"timestamp\":1,\"cv\":\"2024-10\"};{\"type\":2,\"data\":P,\"timestamp\":1}",
                "{\"cv\":\"2024-10\",\"type\":2,\"data\":D,\"timestamp\":1};{\"type\":2,\"data\":P,\"timestamp\":1}",
                "{ \"cv\" : \"2024-10\" , \"type\":2, \"data\" : D ,\"timestamp\":1 };{ \"type\":2, \"data\" : P ,\"timestamp\":1 }",
                "{\"type\":2,\"cv\":\"2024-10\", \"data\":D,\"timestamp\":1};{\"type\":2, \"data\":P,\"timestamp\":1}",
                "{\"type\":2,\"data\":D,\"cv\":\"x\",\"cv\":\"2024-10\",\"timestamp\":1};{\"type\":2,\"data\":P,\"timestamp\":1}",
                "{\"cv\":\"\",\"cv\":\"2024-10\",\"type\":2,\"data\":D,\"timestamp\":1};{\"type\":2,\"data\":P,\"timestamp\":1}",
                "{\"type\":2,\"data\":P,\"timestamp\":1,\"\\u0063v\":\"2024-10\"};{\"type\":2,\"data\":P,\"timestamp\":1}",
                "{\"type\":4,\"data\":P,\"cv\":\"2024-10\",\"timestamp\":1};{\"type\":4,\"data\":P,\"timestamp\":1}"
            })
    void drops_the_mark_with_its_comma_wherever_it_stands(String sent, String expected) {
        String json = "{\"node\":[ {\"id\":1,\"text\":\"\\ud83c\\u0000ş\"} ]}";

        assertThat(plain("[" + sent.replace("D", Requests.gzipString(json)).replace("P", json) + "]"))
                .containsExactly(expected.replace("P", json));
    }

    @Test
    void inflates_the_fields_of_mutations_and_style_sheet_rules_and_no_others() {
        String gzip = Requests.gzipString("[{\"id\":\"\\ud83c\"}]");
        for (int source : new int[] {0, 8}) {
            String sent = "{\"type\":3,\"data\":{\"source\":" + source
                    + ",\"texts\":T,\"attributes\":T,\"isAttachIframe\":true,"
                    + "\"removes\":T,\"adds\":T,\"other\":\"x\"},\"timestamp\":1C}";

            assertThat(plain(sent.replace("T", gzip).replace("C", ",\"cv\":\"2024-10\"")))
                    .containsExactly(sent.replace("T", "[{\"id\":\"\\ud83c\"}]").replace("C", ""));
        }
        assertThat(plain("{\"type\":3,\"data\":{\"source\":5,\"texts\":" + gzip
                        + "},\"timestamp\":1,\"cv\":\"2024-10\"}"))
                .containsExactly("{\"type\":3,\"data\":{\"source\":5,\"texts\":" + gzip + "},\"timestamp\":1}");
    }

    @Test
    void leaves_every_other_byte_as_it_came() {
        String odd =
                "{\"type\":3,\"data\":{\"source\" : 5,\"text\":\"\\ud83c\\u0000\\/ş\\u015f\",\"__proto__\":{\"x\":1}},"
                        + "\"delay\":1.50,\"timestamp\":1}";

        assertThat(plain("[" + odd + " , " + odd + "]")).containsExactly(odd, odd);
        assertThat(plain(odd)).containsExactly(odd);
    }

    @Test
    void leaves_out_only_the_snapshot_that_cannot_be_read() {
        String good = "{\"type\":4,\"data\":{},\"timestamp\":1}";
        String bad = "{\"type\":2,\"data\":\"no gzip\",\"timestamp\":1,\"cv\":\"2024-10\"}";

        try (DecodedRequest request =
                Requests.decode(Requests.snapshotEvent("[" + good + "," + bad + ",7," + good + "]"))) {
            assertThat(Requests.snapshots(request.events().get(0))).containsExactly(good, good);
            assertThat(request.problems())
                    .extracting(Problem::path)
                    .containsExactly("properties.$snapshot_data[1]", "properties.$snapshot_data[2]");
        }
    }

    @Test
    void refuses_a_mark_it_does_not_know() {
        Problem problem = problem("{\"type\":2,\"data\":\"\",\"timestamp\":1,\"cv\":\"2030-01\"}", WireLimits.DEFAULTS);

        assertThat(problem.reason()).contains("update the host");
    }

    @Test
    void refuses_what_inflates_to_no_json() {
        String sent = "{\"type\":2,\"data\":" + Requests.gzipString("1}, \"evil\":{")
                + ",\"timestamp\":1,\"cv\":\"2024-10\"}";

        assertThat(problem(sent, WireLimits.DEFAULTS).fault()).isEqualTo(Fault.UNDECODABLE);
    }

    @Test
    void refuses_a_snapshot_over_its_limit_and_one_that_inflates_over_it() {
        WireLimits small = new WireLimits(100_000, 100_000, 200, 50, 10, 50_000, 1_000, 1_000, 20, 100);
        String large = "\"" + "a".repeat(2_000) + "\"";

        assertThat(problem("{\"type\":2,\"data\":" + large + ",\"timestamp\":1}", small)
                        .fault())
                .isEqualTo(Fault.OVER_LIMIT);
        assertThat(problem(
                                "{\"type\":2,\"data\":" + Requests.gzipString(large)
                                        + ",\"timestamp\":1,\"cv\":\"2024-10\"}",
                                small)
                        .fault())
                .isEqualTo(Fault.OVER_LIMIT);
    }

    @Test
    void refuses_a_bomb_in_a_field() {
        String bomb = Requests.gzipString("\"" + "a".repeat(20 * 1024 * 1024) + "\"");

        assertThat(problem("{\"type\":2,\"data\":" + bomb + ",\"timestamp\":1,\"cv\":\"2024-10\"}", WireLimits.DEFAULTS)
                        .fault())
                .isEqualTo(Fault.OVER_LIMIT);
    }
}
