package org.sessionrecording.host.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real ClickHouse of a test class, a child process on free ports, with all its files in a folder of its own. */
public final class ClickHouseServer implements AutoCloseable {
    public static final String PASSWORD = "cl1ck & höuse+%";
    /** May read, and may not even set anything. */
    public static final String READER = "reader";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONFIG = """
            <yandex>
              <logger><level>error</level><log>%1$s/log</log><errorlog>%1$s/errors</errorlog></logger>
              <listen_host>127.0.0.1</listen_host>
              <http_port>%2$d</http_port>
              <tcp_port>%3$d</tcp_port>
              <interserver_http_port>%4$d</interserver_http_port>
              <path>%1$s/data/</path>
              <tmp_path>%1$s/tmp/</tmp_path>
              <users_config>users.xml</users_config>
              <default_profile>default</default_profile>
              <default_database>default</default_database>
              <mark_cache_size>16777216</mark_cache_size>
            </yandex>
            """;
    private static final String USERS = """
            <yandex>
              <profiles>
                <default><max_memory_usage>1000000000</max_memory_usage></default>
                <readonly><readonly>1</readonly></readonly>
              </profiles>
              <users>
                <default>
                  <password>%1$s</password><profile>default</profile><quota>default</quota>
                  <networks><ip>127.0.0.1</ip></networks>
                </default>
                <reader>
                  <password>%1$s</password><profile>readonly</profile><quota>default</quota>
                  <networks><ip>127.0.0.1</ip></networks>
                </reader>
              </users>
              <quotas><default></default></quotas>
            </yandex>
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private final Process process;

    public ClickHouseServer() {
        try {
            folder = Files.createTempDirectory("clickhouse-test");
            port = freePort();
            Files.writeString(folder.resolve("config.xml"), CONFIG.formatted(folder, port, freePort(), freePort()));
            Files.writeString(folder.resolve("users.xml"), USERS.formatted(PASSWORD.replace("&", "&amp;")));
            process = new ProcessBuilder(executable().toString(), "--config-file=" + folder.resolve("config.xml"))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("console").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start ClickHouse", e);
        }
        try {
            Eventually.until("ClickHouse answers", PATIENCE, this::answers);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private static Path executable() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "clickhouse-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Cannot test with ClickHouse: no clickhouse-server on the PATH"
                                + " (apt-get install clickhouse-server)"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new AssertionError("ClickHouse ended: see " + folder.resolve("console"));
        }
        try {
            return send(BodyPublishers.ofString("select 1")).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** For a client: {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Runs statements that answer nothing. */
    public void execute(String... statements) {
        for (String sql : statements) {
            execute(BodyPublishers.ofString(sql));
        }
    }

    /** Runs {@code INSERT … FORMAT RowBinary} and the like. */
    public void insert(String statement, byte[] rows) {
        byte[] head = (statement + "\n").getBytes(StandardCharsets.UTF_8);
        execute(BodyPublishers.ofByteArrays(List.of(head, rows)));
    }

    private void execute(BodyPublisher body) {
        try {
            HttpResponse<String> response = send(body);
            if (response.statusCode() != 200) {
                throw new AssertionError("ClickHouse says: " + response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(BodyPublisher body) throws IOException {
        String pair = "default:" + PASSWORD;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .timeout(PATIENCE)
                .POST(body)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Stops the process, and waits until its files can go. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
