package org.sessionrecording.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
