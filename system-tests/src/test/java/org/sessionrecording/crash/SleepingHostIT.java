package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.harness.HostClient;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.Installation;
import org.sessionrecording.harness.KillTrial;
import org.sessionrecording.harness.MovableClock;

/** A host that is stopped in the middle of a run and goes on a quarter of an hour later, when another has done its work. */
@ExtendWith(SharedTrial.class)
class SleepingHostIT {
    private static final Duration SLEEP = Duration.ofMinutes(16);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Whether its keeper notices first or the run itself. */
    private static final Pattern LOST =
            Pattern.compile("Run \\S+ of \\S+ (lost its lease|ended after its lease was lost)");

    private static final Pattern RUN_ENDED = Pattern.compile("Run \\S+ of \\S+ in project 1 \\w+ after");

    /** With bytes to send, with half of an upload sent, with links in hand and the removal still to do. */
    @ParameterizedTest
    @ValueSource(strings = {"HASHED", "PART_SENT", "LINKED"})
    void finds_its_run_taken_over_says_so_changes_nothing_and_goes_on_serving(String step, KillTrial trial) {
        Installation installation = trial.installation();
        trial.host().kill(); // it would not see the clock move
        try (MovableClock clock = installation.movableClock()) {
            trial.restoreHost();
            HostProcess sleeper = trial.host();
            String slept = stopAt(step, sleeper);
            clock.advance(SLEEP);
            installation.cutConnections();
            try (HostProcess other = installation.startHost("other")) {
                requireSucceeded(other.client());
                trial.seeded().check().requireConverged(trial.seeded().due());
                List<String> catalog = installation.database().catalog();
                List<String> objects = installation.s3().bucket().keys();

                sleeper.resume();
                sleeper.release();
                sleeper.await(LOST, PATIENCE);
                sleeper.await(RUN_ENDED, PATIENCE);

                assertThat(installation.database().catalog()).isEqualTo(catalog);
                assertThat(installation.s3().bucket().keys()).isEqualTo(objects);
                trial.seeded().check().requireConverged(trial.seeded().due());
                JsonNode told = sleeper.client().retentionRun(slept);
                assertThat(told.path("state").asText()).isEqualTo("failed");
                assertThat(told.path("message").asText()).startsWith("Lost its lease");
            }
            trial.seeded().dropRemoved();
            requireServing(trial, sleeper);
        } finally {
            trial.host().kill(); // before the clock goes back
        }
    }

    private static String stopAt(String step, HostProcess host) {
        host.hold(step, 1);
        String run = host.client().startRetention();
        host.awaitHeld(step);
        host.pause();
        return run;
    }

    /** Plays, takes in, and runs. */
    private static void requireServing(KillTrial trial, HostProcess host) {
        assertThat(host.client().isReady()).isTrue();
        trial.seeded().requirePlayedBy(host);
        requireSucceeded(host.client());
        String token = host.client().get("/api/projects").at("/results/0/token").asText();
        host.client().capture("/s/", """
                        {"event":"$snapshot","properties":{"token":"%s","distinct_id":"after","$session_id":"after",\
                        "$window_id":"w","$snapshot_data":[{"type":5,"timestamp":1700000000000,"data":{}}]}}""".formatted(token).getBytes(StandardCharsets.UTF_8));
        assertThat(trial.installation().database().number("select count(*) from recording where escaped_id = 'after'"))
                .isEqualTo(1);
    }

    /** Confirmed, since a clock that moved on by itself is doubted. */
    private static void requireSucceeded(HostClient client) {
        JsonNode run = client.awaitRetention(client.confirmRetention());
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
    }
}
