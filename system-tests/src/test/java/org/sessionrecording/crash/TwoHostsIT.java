package org.sessionrecording.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.harness.HostClient;
import org.sessionrecording.harness.HostProcess;
import org.sessionrecording.harness.Installation;
import org.sessionrecording.harness.KillTrial;

/** Two hosts over one database and one bucket, both with tasks on. */
@ExtendWith(SharedTrial.class)
class TwoHostsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern RUN_ENDED = Pattern.compile("Run \\S+ of \\S+ in project 1 \\w+ after");

    /** It sleeps with verified, or already linked, objects in hand; meanwhile another host was told to keep everything. */
    @ParameterizedTest
    @ValueSource(strings = {"READ", "HASHED", "SENT", "STORED", "LINKED"})
    void a_host_that_slept_through_its_lease_links_and_removes_nothing(String step, KillTrial trial) {
        Installation installation = trial.installation();
        HostProcess sleeper = trial.host();
        sleeper.hold(step, 2);
        sleeper.client().startRetention();
        sleeper.awaitHeld(step);
        sleeper.pause();
        installation.endLeases();
        try (HostProcess other = installation.startHost("other")) {
            other.client().settings(Map.of("retention_days", 3650));
            JsonNode run = other.client().awaitRetention(other.client().startRetention());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            assertThat(run.at("/figures/removed").asInt()).as("nothing is due").isZero();
            List<String> before = installation.database().catalog();
            List<String> objects = installation.s3().bucket().keys();

            sleeper.release();
            sleeper.resume();
            sleeper.await(RUN_ENDED, PATIENCE);

            assertThat(installation.database().catalog()).isEqualTo(before);
            assertThat(installation.s3().bucket().keys()).isEqualTo(objects);
            trial.seeded().check().requireNothingLost();
            other.client().settings(Map.of("retention_days", 7));
            run = other.client().awaitRetention(other.client().startRetention());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
            trial.seeded().check().requireConverged(trial.seeded().due());
        } finally {
            sleeper.kill(); // it may still believe in the other settings
        }
    }

    @Test
    void runs_by_hand_and_by_cron_on_both_at_the_same_instant_are_one_at_a_time(KillTrial trial) throws Exception {
        Installation installation = trial.installation();
        HostProcess one = trial.host();
        ExecutorService hands = Executors.newFixedThreadPool(2);
        try (HostProcess other = installation.startHost("other")) {
            one.client().settings(Map.of("retention_cron", "* * * * * ?"));
            CyclicBarrier together = new CyclicBarrier(2);
            Future<?> first = hands.submit(() -> runAgainAndAgain(one.client(), together));
            Future<?> second = hands.submit(() -> runAgainAndAgain(other.client(), together));
            first.get();
            second.get();
            Waiting.until(
                    "runs by cron",
                    PATIENCE,
                    () -> count(installation, "requested_by = 'schedule' and state = 'succeeded'") >= 2);
            one.client().settings(Map.of("retention_cron", "0 15 3 1 1 ?"));
            other.client().settings(Map.of("retention_cron", "0 15 3 1 1 ?"));
            Waiting.until("an end of all runs", PATIENCE, () -> count(installation, "state = 'running'") == 0);
        } finally {
            hands.shutdownNow();
            one.kill(); // whose triggers may still be those of each second
        }
        assertThat(installation
                        .database()
                        .texts("select a.public_id || ' overlaps ' || b.public_id from task_run a join task_run b"
                                + " on a.id < b.id and b.started_at < a.ended_at"))
                .isEmpty();
        assertThat(count(installation, "state not in ('succeeded')")).isZero();
        trial.restoreHost();
        trial.requireRecovered();
    }

    private static void runAgainAndAgain(HostClient host, CyclicBarrier together) {
        for (int i = 0; i < 10; i++) {
            try {
                together.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertThat(host.tryRetention().status()).isIn(200, 201, 202, 409);
        }
    }

    private static long count(Installation installation, String condition) {
        return installation.database().number("select count(*) from task_run where " + condition);
    }
}
