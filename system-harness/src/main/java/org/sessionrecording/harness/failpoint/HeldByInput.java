package org.sessionrecording.harness.failpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.plugin.failpoint.FailPoints;

/**
 * Holds the thread that comes to a step, as the process's input says: {@code hold STEP n} holds whoever comes there for the
 * n-th time from then on, {@code go} lets it go on, {@code steps} asks which there are. What happened stands on the output: {@code armed STEP}, {@code held
 * STEP}. Whoever closes the input ends the process, so none outlives its test. Found by {@code ServiceLoader}.
 */
public final class HeldByInput implements FailPoints {
    private @Nullable String armed;
    private int timesLeft;
    private boolean holding;

    public HeldByInput() {
        Thread reader = new Thread(this::read, "fail-points");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                obey(line.strip().split(" "));
            }
        } catch (IOException e) {
            say("input broke: " + e);
        }
        Runtime.getRuntime().halt(3);
    }

    private synchronized void obey(String[] words) {
        if (words[0].equals("hold")) {
            armed = words[1];
            timesLeft = Integer.parseInt(words[2]);
            say("armed " + armed);
        } else if (words[0].equals("steps")) {
            say("steps " + Arrays.toString(Step.values()));
        } else {
            armed = null;
            holding = false;
            notifyAll();
        }
    }

    @Override
    public synchronized void after(Step step) {
        if (!step.name().equals(armed) || --timesLeft > 0) {
            return;
        }
        armed = null;
        holding = true;
        say("held " + step);
        try {
            while (holding) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String what) {
        System.out.println("fail point: " + what);
    }
}
