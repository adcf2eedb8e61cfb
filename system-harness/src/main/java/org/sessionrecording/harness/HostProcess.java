package org.sessionrecording.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host in a JVM of its own, as its operator has it: started by class path and environment, heard by what it prints, ended by
 * signals. Closing kills it. For one thread.
 */
public final class HostProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofMinutes(2);
    private static final Duration SAYING = Duration.ofSeconds(5);
    private static final Pattern READY = Pattern.compile("Ready: (http://\\S+)");
    private static final int SHOWN = 60;

    private final Process process;
    private final Writer input;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private final HostClient client;
    private int awaited;
    private boolean ended;

    private HostProcess(Process process, String apiKey) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.reader = new Thread(this::read, "host-output");
        reader.setDaemon(true);
        reader.start();
        Matcher ready;
        try {
            ready = await(READY, START);
        } catch (AssertionError e) {
            kill();
            throw e;
        }
        this.client = new HostClient(ready.group(1), apiKey);
    }

    /** Returns once it answers. */
    static HostProcess start(Path folder, Map<String, String> environment, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", HostClassPath.find(), "org.sessionrecording.host.Main"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new HostProcess(builder.start(), environment.get("ADMIN_API_KEY"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            heard("(output broke off: " + e.getMessage() + ")");
        }
        synchronized (lines) {
            ended = true;
            lines.notifyAll();
        }
    }

    private void heard(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    public HostClient client() {
        return client;
    }

    /** Waits until a line was printed in which this is found, after the one that was waited for last. */
    public Matcher await(Pattern wanted, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lines) {
            for (int next = awaited; ; ) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = wanted.matcher(lines.get(next));
                    if (matcher.find()) {
                        awaited = next + 1;
                        return matcher;
                    }
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0 || ended) {
                    throw new AssertionError("A host " + (ended ? "ended" : "ran " + atMost) + " without '" + wanted
                            + "'; it said\n" + output());
                }
                try {
                    lines.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Interrupted", e);
                }
            }
        }
    }

    /** The last lines it printed. */
    public String output() {
        return output(SHOWN);
    }

    private String output(int last) {
        synchronized (lines) {
            return String.join("\n", lines.subList(Math.max(0, lines.size() - last), lines.size()));
        }
    }

    /** Has the thread held that next comes to this step for the n-th time; only where its plugin has the fail points. */
    public void hold(String step, int time) {
        type("hold " + step + " " + time);
        await(Pattern.compile("fail point: armed " + step), Duration.ofSeconds(20));
    }

    /** Names of all steps that a run can be held at. */
    public List<String> steps() {
        type("steps");
        Matcher said = await(Pattern.compile("fail point: steps \\[(.*)]"), Duration.ofSeconds(20));
        return List.of(said.group(1).split(", "));
    }

    /** Waits until a thread is held at the step. */
    public void awaitHeld(String step) {
        await(Pattern.compile("fail point: held " + step), Duration.ofMinutes(1));
    }

    /** Lets go whoever is held; heard by a stopped process once it continues. */
    public void release() {
        type("go");
    }

    private void type(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A host no longer listens; it said\n" + output(), e);
        }
    }

    /** SIGKILL; returns once it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, as an operator stops it; returns once it is gone. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** SIGSTOP: it sleeps, with every connection open, until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void signal(String name) {
        Signals.send(name, process.pid());
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                signal("QUIT"); // it says what its threads do
                process.waitFor(SAYING.toSeconds(), TimeUnit.SECONDS);
                process.destroyForcibly();
                throw new AssertionError(
                        "A host did not end within " + END + "; it said\n" + output(Integer.MAX_VALUE));
            }
            reader.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
