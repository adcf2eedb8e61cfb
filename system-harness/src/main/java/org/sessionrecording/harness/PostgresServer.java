package org.sessionrecording.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A PostgreSQL that outlives the hosts, and can be made to crash and come back under the same address. For one thread. */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private EmbeddedPostgres server;

    private PostgresServer(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    static PostgresServer start(Path folder) {
        return new PostgresServer(folder, open(folder, 0));
    }

    private static EmbeddedPostgres open(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    // the library switches it off, and a crash would lose what was committed; the disk itself survives
                    // here
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setPGStartupWait(PATIENCE)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a superuser. */
    public DataSource database() {
        return server.getPostgresDatabase();
    }

    String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** Ends it as a crash does, every transaction under way with it, and starts it again on the same port. */
    public void crashAndRestart() {
        int port = server.getPort();
        Signals.send("QUIT", postmaster());
        await(folder.resolve("postmaster.pid"));
        close();
        server = open(folder, port);
    }

    private long postmaster() {
        try {
            return Long.parseLong(
                    Files.readAllLines(folder.resolve("postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Path gone) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(gone)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("PostgreSQL did not end within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
