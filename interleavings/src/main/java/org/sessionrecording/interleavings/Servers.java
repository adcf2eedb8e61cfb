package org.sessionrecording.interleavings;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.sessionrecording.harness.BucketServer;
import org.sessionrecording.harness.outside.FolderBucket;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.s3faults.FaultyS3;

/** A PostgreSQL, an S3 server and the proxy before it, each used by one machine after the other. For one thread. */
final class Servers implements AutoCloseable {
    private static final String TEMPLATE = "migrated";

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final BucketServer s3;
    private final FaultyS3 proxy;
    private int databases;

    private Servers(Path folder, EmbeddedPostgres postgres, BucketServer s3, FaultyS3 proxy) {
        this.folder = folder;
        this.postgres = postgres;
        this.s3 = s3;
        this.proxy = proxy;
    }

    static Servers start() {
        try {
            Path folder = Files.createTempDirectory("interleavings");
            Files.createDirectories(folder.resolve("empty"));
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    .start();
            BucketServer s3 = BucketServer.start(folder.resolve("s3"));
            FaultyS3 proxy = FaultyS3.before(s3.port(), BucketServer.ACCESS_KEY, BucketServer.SECRET_KEY);
            Servers servers = new Servers(folder, postgres, s3, proxy);
            servers.execute("create database " + TEMPLATE);
            Database.open(servers.jdbcUrl(TEMPLATE)).close();
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database with all tables and nothing in them, and an empty bucket. */
    String fresh() {
        String name = "machine_" + ++databases;
        execute("create database " + name + " template " + TEMPLATE);
        bucket().restoreFrom(folder.resolve("empty"));
        return jdbcUrl(name);
    }

    /** Drops the database that {@link #fresh} made last. */
    void drop() {
        execute("drop database machine_" + databases + " with (force)");
    }

    FolderBucket bucket() {
        return s3.bucket();
    }

    FaultyS3 proxy() {
        return proxy;
    }

    /** The plugin's settings for the bucket, by way of the proxy. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(s3.settings());
        settings.computeIfPresent("s3_url", (key, url) -> url.replace(":" + s3.port() + "/", ":" + proxy.port() + "/"));
        return settings;
    }

    private String jdbcUrl(String database) {
        return postgres.getJdbcUrl("postgres", database);
    }

    private void execute(String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot " + sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws Exception {
        proxy.close();
        s3.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
