package org.sessionrecording.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.EmbeddedDatabase;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;

/** A database and a bucket for hosts in JVMs of their own, one after the other. Closing deletes all of it. */
final class SmallInstallation implements AutoCloseable {
    private final Path folder;
    private final EmbeddedDatabase server;
    private final Database database;
    private final BenchS3 s3;
    private final BigRecordings recordings;
    private int hosts;

    SmallInstallation() throws Exception {
        folder = Files.createTempDirectory("bench-memory");
        server = EmbeddedDatabase.start(folder.resolve("postgres"));
        database = Database.open(server.jdbcUrl());
        Projects projects = new Projects(database);
        projects.ensureFirst("Default", Optional.of(BenchHost.TOKEN));
        s3 = new BenchS3(folder.resolve("s3"));
        recordings = new BigRecordings(
                database,
                new HostClock(database.jdbi(), Duration.ZERO),
                projects.list().get(0).id());
    }

    BigRecordings recordings() {
        return recordings;
    }

    /** A host that archives what is older than a week, when told to. */
    MemoryHost startHost(int heapMb) throws Exception {
        MemoryHost host = MemoryHost.start(folder, "host" + hosts++, server.jdbcUrl(), heapMb);
        Map<String, Object> settings = new HashMap<>(s3.settings("memory"));
        settings.put("retention_enabled", true);
        settings.put("retention_days", 7);
        settings.put("retention_cron", "0 15 3 1 1 ?"); // by hand alone
        host.api().settings(settings);
        return host;
    }

    /** One number from the database. */
    long number(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** As waiting for half a minute would. */
    void endLeases() {
        database.jdbi()
                .useHandle(handle -> handle.execute("update task_run set lease_until = clock_timestamp() -"
                        + " interval '1 millisecond' where state = 'running'"));
    }

    @Override
    public void close() throws Exception {
        s3.close();
        database.close();
        server.close();
        Folders.delete(folder);
    }
}
