package org.sessionrecording.host.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.sessionrecording.api.ApiException;

/**
 * A PostgreSQL of the host's own, with its files in the data directory, for those who have none. Durable like any other:
 * commits wait for the disk.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts on a free port of the loopback interface with the files in {@code directory}, which is made if absent. */
    public static EmbeddedDatabase start(Path directory) {
        try {
            Files.createDirectories(directory);
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setOverrideWorkingDirectory(
                            directory.resolveSibling("postgres-binaries").toFile())
                    .setCleanDataDirectory(false)
                    // the library switches both off, as it is made for tests
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("max_wal_size", "1GB")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start());
        } catch (IOException | IllegalStateException e) {
            throw new ApiException(
                    ApiException.Kind.STORE,
                    "Cannot start the embedded PostgreSQL in " + directory + ": " + e.getMessage()
                            + " (is another host using this folder?)",
                    e);
        }
    }

    public String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
