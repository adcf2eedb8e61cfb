package org.sessionrecording.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A host with the plugin from its zip in a JVM of its own with little memory, which ends where that is not enough. What it
 * used is read from outside: the collector's log, and the kernel's high-water mark.
 */
final class MemoryHost implements AutoCloseable {
    static final String API_KEY = "phx_bench_0123456789abcdef0123456";
    private static final Pattern READY = Pattern.compile("Ready: (http://\\S+)");
    private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");
    private static final Pattern HIGH_WATER = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final double KB_PER_MB = 1024;

    private final Process process;
    private final Path gcLog;
    private final HostApi api;

    /** Megabytes: before and after collections at most, and of the whole process. */
    record Used(double heap, double live, double process) {}

    private MemoryHost(Process process, Path gcLog, String url) {
        this.process = process;
        this.gcLog = gcLog;
        this.api = new HostApi(url, API_KEY);
    }

    /**
     * Starts and waits until it answers.
     *
     * @param name of its logs
     * @param heapMb the most its heap may have
     */
    static MemoryHost start(Path folder, String name, String jdbcUrl, int heapMb) throws Exception {
        Path gcLog = folder.resolve(name + "-gc.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMb + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xlog:gc:file=" + gcLog + "::filecount=0",
                        "-cp",
                        classPath(),
                        "org.sessionrecording.host.Main")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HTTP_PORT",
                        "0",
                        "DATA_DIR",
                        folder.resolve("data").toString(),
                        "DATABASE_URL",
                        jdbcUrl,
                        "BUNDLED_PLUGINS_DIR",
                        bundledPlugins().toString(),
                        "ADMIN_EMAIL",
                        "ada@example.com",
                        "ADMIN_PASSWORD",
                        "correct horse battery staple",
                        "ADMIN_API_KEY",
                        API_KEY));
        Process process = builder.start();
        Path log = folder.resolve(name + ".log");
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, log, ready), "host-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new MemoryHost(process, gcLog, ready.get(2, TimeUnit.MINUTES));
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("Cannot measure: the host did not start\n" + Files.readString(log), e);
        }
    }

    private static void read(Process process, Path log, CompletableFuture<String> ready) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                var out = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line + "\n");
                out.flush();
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(matcher.group(1));
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("it ended"));
    }

    /** What a host has: all of ours but the plugin, which comes from its zip. */
    private static String classPath() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path libraries = Path.of(entry).toAbsolutePath().resolveSibling("lib");
            if (entry.endsWith("bench.jar") && Files.isDirectory(libraries)) {
                try (Stream<Path> jars = Files.list(libraries)) {
                    jars.map(Path::toString).forEach(entries::add);
                }
            } else {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(
                File.pathSeparator,
                entries.stream()
                        .filter(entry -> !entry.contains("session-recording-plugin"))
                        .toList());
    }

    private static Path bundledPlugins() {
        String given = System.getProperty("bundled.plugins");
        return given == null
                ? Path.of(System.getProperty("java.class.path"))
                        .toAbsolutePath()
                        .resolveSibling("plugins")
                : Path.of(given);
    }

    HostApi api() {
        return api;
    }

    /** So far. */
    Used used() throws IOException {
        double heap = 0;
        double live = 0;
        for (String line : Files.readAllLines(gcLog)) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                heap = Math.max(heap, Double.parseDouble(pause.group(1)));
                live = Math.max(live, Double.parseDouble(pause.group(2)));
            }
        }
        Matcher rss = HIGH_WATER.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        return new Used(heap, live, rss.find() ? Double.parseDouble(rss.group(1)) / KB_PER_MB : Double.NaN);
    }

    /** SIGKILL; returns once it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
