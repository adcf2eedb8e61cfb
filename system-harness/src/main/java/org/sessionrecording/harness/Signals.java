package org.sessionrecording.harness;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes that we started. */
final class Signals {
    private Signals() {}

    static void send(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("Cannot send SIG" + name + " to process " + pid + ": kill gave "
                        + kill.exitValue() + " (is it gone?)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
