package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.Installation;
import org.sessionrecording.harness.KillTrial;

/** Settings and plugin changed in the middle of a run. */
@ExtendWith(SharedTrial.class)
class ChangedMeanwhileIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PLUGIN = "/api/plugins/session-recording";

    @Test
    void a_run_goes_by_the_settings_it_began_with(KillTrial trial) {
        HostProcess host = trial.host();
        String s3Url = trial.installation().s3().settings().get("s3_url");
        host.hold("INTENDED", 1);
        String id = host.client().startRetention();
        host.awaitHeld("INTENDED");
        host.client().settings(Map.of("retention_days", 3650, "s3_url", s3Url + "-other", "retention_enabled", false));
        host.release();

        JsonNode run = host.client().awaitRetention(id);

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.at("/figures/removed").asInt())
                .isEqualTo(trial.seeded().due().size());
        trial.seeded().check().requireConverged(trial.seeded().due());
        assertThat(trial.installation().s3().bucket().keys()).noneMatch(key -> key.startsWith("main-other"));
        host.client().settings(Map.of("retention_days", 7, "s3_url", s3Url, "retention_enabled", true));
        trial.playsAsSent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTENDED", "SENT", "STORED", "LINKED"})
    void a_plugin_disabled_in_the_middle_of_a_run_loses_nothing_and_goes_on_when_enabled(String step, KillTrial trial) {
        HostProcess host = trial.host();
        host.hold(step, 2);
        String id = host.client().startRetention();
        host.awaitHeld(step);

        host.client().postAccepted(PLUGIN + "/disable");

        JsonNode run = host.client().awaitRetention(id);
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("cancelled");
        trial.seeded().check().requireNothingLost();
        assertThat(statusOfArchived(trial)).contains(503);
        host.client().postAccepted(PLUGIN + "/enable");
        trial.playsAsSent();
        trial.requireRecovered();
        host.kill(); // both the old and the new plugin's fail points listen to it
    }

    @Test
    void a_plugin_upgraded_in_the_middle_of_a_run_takes_up_what_the_old_one_left(KillTrial trial) {
        Installation installation = trial.installation();
        trial.host().kill();
        try (HostProcess host = installation.startHost("upgraded")) {
            host.hold("STORED", 2);
            String id = host.client().startRetention();
            host.awaitHeld("STORED");

            JsonNode upgraded = host.client().install(installation.pluginOfVersion("0.1.1"));

            assertThat(upgraded.path("version").asText()).isEqualTo("0.1.1");
            JsonNode run = host.client().awaitRetention(id);
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("cancelled");
            trial.seeded().check().requireNothingLost();
            run = host.client().awaitRetention(host.client().startRetention());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            trial.seeded().check().requireConverged(trial.seeded().due());
        }
    }

    /** What asking for each recording that is in the archive alone is answered. */
    private static List<Integer> statusOfArchived(KillTrial trial) {
        trial.seeded().dropRemoved();
        return trial.installation().database().recordings().stream()
                .filter(recording -> recording.removedThrough() > 0)
                .map(recording ->
                        trial.host().client().status("/api/projects/1/recordings/" + recording.name() + "/snapshots"))
                .toList();
    }
}
