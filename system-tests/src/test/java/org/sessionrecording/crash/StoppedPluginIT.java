package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.KillTrial;

/** The plugin is stopped in a host that goes on: nothing of it stays, whatever its libraries began. */
@ExtendWith(SharedTrial.class)
class StoppedPluginIT {
    /** But for the one that the harness brings, which waits for the process's input. */
    private static final Pattern STOPPED =
            Pattern.compile("Stopped plugin session-recording|left thread '(?!fail-points').*' behind");

    @Test
    void leaves_no_thread_after_it_wrote_to_an_archive_and_played_from_it(KillTrial trial) {
        HostProcess host = trial.host();
        trial.runUntilSucceeded();
        trial.seeded().dropRemoved();
        trial.playsAsSent();

        host.client().postAccepted("/api/plugins/session-recording/disable");

        assertThat(host.await(STOPPED, Duration.ofMinutes(1)).group()).startsWith("Stopped plugin");
        host.kill(); // the next test gets one that has the plugin
    }
}
