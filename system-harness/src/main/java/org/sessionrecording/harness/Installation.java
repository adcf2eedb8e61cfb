package org.sessionrecording.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sessionrecording.harness.outside.OutsideDatabase;

/**
 * A database, a bucket, and any number of hosts over them, one after the other or at once. Closing ends the servers; hosts
 * are closed by who started them. For one thread.
 */
public final class Installation implements AutoCloseable {
    private static final String API_KEY = "phx_harness_0123456789abcdef0123";
    /** Quick to start and small: what it runs takes a second. */
    private static final List<String> SMALL =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m");

    /** What is larger is sent in parts: no server takes smaller ones. */
    static final int PART_BYTES = 5 << 20;

    private final Path folder;
    private final Path plugins;
    private final PostgresServer postgres;
    private final BucketServer s3;

    private Installation(Path folder, Path plugins, PostgresServer postgres, BucketServer s3) {
        this.folder = folder;
        this.plugins = plugins;
        this.postgres = postgres;
        this.s3 = s3;
    }

    /**
     * Starts what outlives the hosts.
     *
     * @param bundledPlugins folder with the plugin's zip; the hosts get it with fail points in it
     */
    public static Installation start(Path folder, Path bundledPlugins) {
        Path plugins = PluginWithFailPoints.make(bundledPlugins, folder.resolve("bundled"));
        PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"));
        return new Installation(folder, plugins, postgres, BucketServer.start(folder.resolve("s3")));
    }

    /** As {@link #startHost(String, Map)} with nothing more. */
    public HostProcess startHost(String name) {
        return startHost(name, Map.of());
    }

    /**
     * Starts a host with tasks on, small batches and small parts.
     *
     * @param name of its data folder, which a later host of the same name finds again
     * @param more of the environment, or other
     */
    public HostProcess startHost(String name, Map<String, String> more) {
        return startHost(name, more, List.of("-XX:SharedArchiveFile=" + classes()));
    }

    /** As {@link #startHost(String)}; when it is stopped it leaves its classes for later hosts, which then start quicker. */
    HostProcess startFirstHost(String name) {
        return startHost(name, Map.of(), List.of("-XX:ArchiveClassesAtExit=" + classes()));
    }

    private Path classes() {
        return folder.resolve("classes.jsa");
    }

    private HostProcess startHost(String name, Map<String, String> more, List<String> jvmOptions) {
        Map<String, String> environment = new HashMap<>();
        environment.put("HTTP_PORT", "0");
        environment.put("DATABASE_URL", postgres.jdbcUrl());
        environment.put("DATA_DIR", folder.resolve(name).toString());
        environment.put("BUNDLED_PLUGINS_DIR", plugins.toString());
        environment.put("SECRET_KEY", "the same for all hosts of the harness, 0123456789");
        environment.put("ADMIN_EMAIL", "ada@example.com");
        environment.put("ADMIN_PASSWORD", "correct horse battery staple");
        environment.put("ADMIN_API_KEY", API_KEY);
        environment.put("ARCHIVE_BATCH_BYTES", Integer.toString(64 << 10));
        environment.put("ARCHIVE_PARTS_FROM_BYTES", Integer.toString(PART_BYTES));
        environment.put("ARCHIVE_PART_BYTES", Integer.toString(PART_BYTES));
        environment.putAll(more);
        try {
            Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(jvmOptions);
        return HostProcess.start(folder, environment, options);
    }

    /** The plugin's zip, as if it had been built later; with fail points. */
    public Path pluginOfVersion(String version) {
        return PluginWithFailPoints.withVersion(plugins, folder, version);
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public BucketServer s3() {
        return s3;
    }

    /** What the database holds, read past the hosts. */
    public OutsideDatabase database() {
        return new OutsideDatabase(postgres.database());
    }

    /** Lets the leases of all runs under way end now, as waiting for half a minute would. */
    public void endLeases() {
        execute(
                "update task_run set lease_until = clock_timestamp() - interval '1 millisecond' where state = 'running'");
    }

    /**
     * Has what connects to the database from now on go by a clock that can be moved on, which ends when it is closed. Hosts
     * that know it are to be killed before.
     */
    public MovableClock movableClock() {
        return MovableClock.of(this);
    }

    /** Cuts all connections to the database, as it or the network does with those that nobody used for long. */
    public void cutConnections() {
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
    }

    /** Says something to the database as its superuser. */
    public void execute(String sql) {
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot execute " + sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws Exception {
        try (postgres) {
            s3.close();
        }
    }
}
