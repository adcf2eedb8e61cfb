package org.sessionrecording.plugin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.enrich.Verdict;

class ConfigScrubberTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConfigScrubber scrubber = new ConfigScrubber();

    @Test
    void nothing_may_be_stored_without_it() {
        assertThat(scrubber.required()).isTrue();
    }

    @Test
    void a_real_configuration_loses_its_token_and_keeps_its_place() throws Exception {
        List<JsonNode> configurations = RealTraffic.events("posthog-js-1.449.2").stream()
                .filter(event -> event.at("/data/tag").asText().equals("$posthog_config"))
                .toList();
        assertThat(configurations).hasSize(1);
        JsonNode event = configurations.get(0);
        assertThat(event.toString()).contains("phc_test", "request_headers", "api_host");
        JsonNode scrubbed = JSON.readTree(scrub(new TestSnapshot(event)));
        assertThat(scrubbed.toString()).doesNotContain("phc_test", "headers", "api_host", "persistence");
        assertThat(scrubbed.get("type")).isEqualTo(event.get("type"));
        assertThat(scrubbed.get("timestamp")).isEqualTo(event.get("timestamp"));
        assertThat(scrubbed.at("/data/tag")).isEqualTo(event.at("/data/tag"));
        assertThat(scrubbed.at("/data/payload/config/autocapture").asBoolean()).isTrue();
        assertThat(scrubbed.at("/data/payload/config/session_idle_timeout_seconds")
                        .asInt())
                .isEqualTo(1800);
    }

    @Test
    void secrets_go_wherever_they_are() throws Exception {
        String secret = "s3cr3t";
        TestSnapshot snapshot = Chunks.at(
                1,
                5,
                "{\"tag\":\"$posthog_config\",\"token\":\"s3cr3t\",\"payload\":{\"other\":\"s3cr3t\",\"config\":{"
                        + "\"token\":\"s3cr3t\",\"request_headers\":{\"Authorization\":\"s3cr3t\"},\"new_key\":\"s3cr3t\","
                        + "\"autocapture\":\"s3cr3t\",\"debug\":{\"a\":\"s3cr3t\"},\"rageclick\":false}}}");
        String scrubbed = scrub(snapshot);
        assertThat(scrubbed).doesNotContain(secret);
        assertThat(JSON.readTree(scrubbed).at("/data/payload/config"))
                .isEqualTo(JSON.readTree("{\"rageclick\":false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tag\":\"$posthog_config\"}",
                "{\"tag\":\"$posthog_config\",\"payload\":\"s3cr3t\"}",
                "{\"tag\":\"$posthog_config\",\"payload\":{\"config\":\"s3cr3t\"}}",
                "{\"tag\":\"$posthog_config\",\"payload\":{\"config\":[\"s3cr3t\"]}}",
                "{\"tag\":\"\\u0024posthog_config\",\"payload\":{\"config\":{\"token\":\"s3cr3t\"}}}"
            })
    void what_cannot_be_read_goes_as_a_whole(String data) throws Exception {
        String scrubbed = scrub(Chunks.at(1, 5, data));
        assertThat(scrubbed).doesNotContain("s3cr3t");
        assertThat(JSON.readTree(scrubbed).at("/data/payload/config").isEmpty()).isTrue();
    }

    @Test
    void a_configuration_too_large_to_look_at_goes_too() {
        String data =
                "{\"tag\":\"$posthog_config\",\"payload\":{\"config\":{\"a\":\"" + "s3cr3t".repeat(20_000) + "\"}}}";
        assertThat(scrub(Chunks.at(1, 5, data))).hasSizeLessThan(200).doesNotContain("s3cr3t");
    }

    @Test
    void all_else_stays_as_it_is() {
        assertThat(see(Chunks.at(1, 5, "{\"tag\":\"$pageview\",\"payload\":{}}")))
                .isEqualTo(Verdict.KEEP);
        assertThat(see(Chunks.at(1, 3, "{\"source\":5,\"tag\":\"$posthog_config\"}")))
                .isEqualTo(Verdict.KEEP);
        assertThat(see(Chunks.at(1, 2, "{}"))).isEqualTo(Verdict.KEEP);
    }

    private Verdict see(TestSnapshot snapshot) {
        return scrubber.begin(Chunks.context()).see(snapshot);
    }

    private String scrub(TestSnapshot snapshot) {
        return new String(((Verdict.Replace) see(snapshot)).json(), StandardCharsets.UTF_8);
    }
}
