package org.sessionrecording.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills hosts in the middle of a retention run and looks at what they leave: at once, when the next host has come up, and when
 * a run has succeeded. For one thread.
 */
public final class KillTrial implements AutoCloseable {
    private static final int MOST_RUNS = 3;
    private static final String HOST = "host";

    private final Installation installation;
    private final SeededRecordings seeded;
    private HostProcess host;

    private KillTrial(Installation installation, SeededRecordings seeded, HostProcess host) {
        this.installation = installation;
        this.seeded = seeded;
        this.host = host;
    }

    /** Starts servers and a host, and seeds them. */
    public static KillTrial start(Path folder, Path bundledPlugins) {
        Installation installation = Installation.start(folder, bundledPlugins);
        SeededRecordings seeded;
        try (HostProcess first = installation.startFirstHost(HOST)) {
            seeded = SeededRecordings.send(installation, first, folder.resolve("seed-objects"));
            first.stop();
        }
        return new KillTrial(installation, seeded, installation.startHost(HOST));
    }

    public Installation installation() {
        return installation;
    }

    public SeededRecordings seeded() {
        return seeded;
    }

    /** The host that runs now. */
    public HostProcess host() {
        return host;
    }

    /** All recordings as they were sent, and a host that is idle. */
    public void restore() {
        if (!host.isAlive() || runIsUnderWay()) {
            host.close();
            seeded.restore();
            host = installation.startHost(HOST);
        } else {
            seeded.restore();
        }
    }

    /** Starts a host where none runs any more; database and bucket stay as they are. */
    public void restoreHost() {
        if (!host.isAlive()) {
            host = installation.startHost(HOST);
        }
    }

    private boolean runIsUnderWay() {
        return installation.database().number("select count(*) from task_run where state = 'running'") > 0;
    }

    /** Runs retention until a thread comes to the step for the n-th time, kills the host there, and starts another. */
    public void killAt(String step, int time) {
        host.hold(step, time);
        host.client().startRetention();
        host.awaitHeld(step);
        killAndStartAgain();
    }

    /**
     * Runs retention, kills the host so long after, and starts another.
     *
     * @return whether the run was still under way
     */
    public boolean killAfter(Duration delay) {
        host.client().startRetention();
        LockSupport.parkNanos(delay.toNanos()); // the moment is what is random here, nothing is waited for
        return killAndStartAgain();
    }

    private boolean killAndStartAgain() {
        host.kill();
        boolean running = runIsUnderWay();
        seeded.check().requireNothingLost();
        installation.endLeases();
        host = installation.startHost(HOST);
        playsAsSent();
        return running;
    }

    /** Runs retention until a run succeeds, and requires that nothing tells that anything had happened. */
    public void requireRecovered() {
        JsonNode run = runUntilSucceeded();
        seeded.check().requireConverged(seeded.due());
        seeded.dropRemoved();
        playsAsSent();
        if (run.at("/figures/failed").asInt() != 0) {
            throw new AssertionError("A run succeeded that counts failures: " + run);
        }
    }

    /** The run that succeeded. */
    public JsonNode runUntilSucceeded() {
        JsonNode run = host.client().awaitRetention(host.client().startRetention());
        for (int runs = 1; runs < MOST_RUNS && !succeeded(run); runs++) {
            run = host.client().awaitRetention(host.client().startRetention());
        }
        if (!succeeded(run)) {
            throw new AssertionError(
                    "Run after run does not succeed, the last is " + run + "; the host said\n" + host.output());
        }
        return run;
    }

    private static boolean succeeded(JsonNode run) {
        return run.path("state").asText().equals("succeeded");
    }

    /** Every recording plays from the host that runs now as it was sent. */
    public void playsAsSent() {
        seeded.requirePlayedBy(host);
    }

    @Override
    public void close() throws Exception {
        try (installation) {
            host.close();
        }
    }
}
