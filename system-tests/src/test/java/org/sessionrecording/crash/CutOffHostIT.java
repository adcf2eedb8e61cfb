package org.sessionrecording.crash;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sessionrecording.harness.HostClient;
import org.sessionrecording.harness.Installation;
import org.sessionrecording.harness.KillTrial;

/** A host whose database goes away in the middle of a run: whether a commit came through is not known to it. */
@ExtendWith(SharedTrial.class)
class CutOffHostIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CUTS = 6;
    private static final int CRASHES = 2;
    private static final int LATEST_MILLIS = 700;

    /** Of hosts alone: they name their connections by nothing, the checks' are not open meanwhile. */
    private static final String CUT = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where backend_type = 'client backend' and pid <> pg_backend_pid()";

    private final Random random = new Random(seed());

    private static long seed() {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("Random cuts: -Dkill.seed=" + seed);
        return seed;
    }

    @Test
    void a_run_whose_connections_are_dropped_again_and_again_is_taken_up_by_the_next(KillTrial trial) {
        Installation installation = trial.installation();
        for (int cut = 0; cut < CUTS; cut++) {
            start(trial.host().client());
            awaitMoment();
            installation.execute(CUT);
            awaitEnd(installation);
            trial.seeded().check().requireNothingLost();
        }
        trial.playsAsSent();
        trial.requireRecovered();
    }

    @Test
    void a_run_whose_database_crashes_and_comes_back_is_taken_up_by_the_next(KillTrial trial) {
        Installation installation = trial.installation();
        for (int crash = 0; crash < CRASHES; crash++) {
            start(trial.host().client());
            awaitMoment();
            installation.postgres().crashAndRestart();
            awaitEnd(installation);
            trial.seeded().check().requireNothingLost();
        }
        Waiting.until(
                "the host to be ready", PATIENCE, () -> trial.host().client().isReady());
        trial.playsAsSent();
        trial.requireRecovered();
    }

    /** The moment is what is random here; nothing is waited for. */
    private void awaitMoment() {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LATEST_MILLIS)).toNanos());
    }

    /** A connection that was cut is noticed by whoever takes it next. */
    private static void start(HostClient client) {
        Waiting.until("a run to begin", PATIENCE, () -> client.tryRetention().status() / 100 == 2);
    }

    /** By itself, or by the end of its lease. */
    private static void awaitEnd(Installation installation) {
        Waiting.until(
                "an end of the run",
                PATIENCE,
                () -> installation
                                .database()
                                .number("select count(*) from task_run where state = 'running'"
                                        + " and lease_until > clock_timestamp()")
                        == 0);
    }
}
