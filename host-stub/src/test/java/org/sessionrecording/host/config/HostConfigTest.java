package org.sessionrecording.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.wire.WireLimits;

class HostConfigTest {
    @Test
    void has_defaults_that_start_a_host() {
        HostConfig config = HostConfig.read(Map.of());

        assertThat(config.port()).isEqualTo(8000);
        assertThat(config.replayPort()).isEqualTo(8001);
        assertThat(config.databaseUrl()).isEmpty();
        assertThat(config.runTasks()).isTrue();
        assertThat(config.pluginsDirectory()).isEqualTo(config.dataDirectory().resolve("plugins"));
    }

    @Test
    void lists_every_bad_value_at_once() {
        Map<String, String> environment =
                Map.of("HTTP_PORT", "99999", "TASKS", "maybe", "PUBLIC_URL", "ftp://x", "DATABASE_URL", "mysql://x");

        assertThatThrownBy(() -> HostConfig.read(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HTTP_PORT")
                .hasMessageContaining("TASKS")
                .hasMessageContaining("PUBLIC_URL")
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void never_tells_a_value_that_may_be_secret() {
        Map<String, String> environment = Map.of("DATABASE_URL", "mysql://root:hunter2@db/x");

        assertThatThrownBy(() -> HostConfig.read(environment)).hasMessageNotContaining("hunter2");
    }

    @Test
    void reads_the_usual_form_of_a_database_url() {
        HostConfig config = HostConfig.read(
                Map.of("DATABASE_URL", "postgresql://ada:s%20ecret@db.internal:5433/app?sslmode=require"));

        assertThat(config.databaseUrl())
                .hasValue("jdbc:postgresql://db.internal:5433/app?user=ada&password=s%20ecret&sslmode=require");
    }

    @Test
    void refuses_replayed_pages_on_the_hosts_own_origin() {
        Map<String, String> environment =
                Map.of("PUBLIC_URL", "https://app.example/", "REPLAY_URL", "https://app.example");

        assertThatThrownBy(() -> HostConfig.read(environment)).hasMessageContaining("REPLAY_URL");
    }

    @Test
    void takes_an_origin_without_its_trailing_slash() {
        assertThat(HostConfig.read(Map.of("PUBLIC_URL", "https://app.example/")).publicUrl())
                .hasValue(URI.create("https://app.example"));
    }

    @Test
    void takes_limits_of_ingest_and_keeps_the_others() {
        IngestConfig ingest = HostConfig.read(Map.of(
                        "INGEST_MAX_BODY_BYTES", "2000", "INGEST_DEFLATE_LEVEL", "9", "INGEST_LONGEST_WAIT", "PT0S"))
                .ingest();

        assertThat(ingest.limits().bodyBytes()).isEqualTo(2_000);
        assertThat(ingest.limits().inflatedBytes()).isEqualTo(WireLimits.DEFAULTS.inflatedBytes());
        assertThat(ingest.settings())
                .isEqualTo(new IngestSettings(
                        9,
                        IngestSettings.defaults().chunkBytes(),
                        IngestSettings.defaults().memoryBytes(),
                        Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "INGEST_MAX_BODY_BYTES,64MB",
        "INGEST_MAX_INFLATED_BYTES,0",
        "INGEST_MAX_RATIO,-1",
        "INGEST_MAX_DEPTH,9999999",
        "INGEST_MAX_EVENTS,1e3",
        "INGEST_MAX_STRING_BYTES,3000000000",
        "INGEST_MAX_SNAPSHOT_BYTES,99999999999999999999",
        "INGEST_DEFLATE_LEVEL,0",
        "INGEST_CHUNK_BYTES,1048577",
        "INGEST_MEMORY_BYTES,1",
        "INGEST_LONGEST_WAIT,-PT1S",
    })
    void lists_bad_limits_of_ingest_with_the_other_bad_values(String name, String value) {
        assertThatThrownBy(() -> HostConfig.read(Map.of("TASKS", "maybe", name, value)))
                .hasMessageStartingWith("Cannot start: ")
                .hasMessageContaining("TASKS is not valid: say on or off")
                .hasMessageContaining(name + " is not valid: ");
    }

    @Test
    void explains_every_variable_it_reads() throws IOException {
        Set<String> asked = new TreeSet<>();
        HostConfig.read(new HashMap<>() {
            @Override
            public String getOrDefault(Object name, String absent) {
                asked.add(String.valueOf(name));
                return absent;
            }
        });

        String explained = Files.readString(Path.of("..", "docs", "configuration.md"));
        assertThat(asked).contains("HTTP_PORT", "INGEST_MAX_DEPTH").allSatisfy(name -> assertThat(explained)
                .contains("| `" + name + "` |"));
    }
}
