package org.sessionrecording.bench;

import io.javalin.http.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.ingest.IngestRoutes;
import org.sessionrecording.host.ingest.IngestService;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.location.Locations;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EmbeddedDatabase;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.WebServer;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;

/** The host's way in, from HTTP to a durable PostgreSQL, without any enricher, in a folder that is deleted afterwards. */
final class BenchHost implements AutoCloseable {
    static final String TOKEN = "phc_bench";

    private final Path directory;
    private final EmbeddedDatabase server;
    private final Database database;
    private final WebServer web;

    private BenchHost(Path directory, EmbeddedDatabase server, Database database, WebServer web) {
        this.directory = directory;
        this.server = server;
        this.database = database;
        this.web = web;
    }

    /** @param chunkBytes most plain bytes of a chunk */
    static BenchHost start(int chunkBytes) throws IOException {
        Path directory = Files.createTempDirectory("bench");
        EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("postgres"));
        Database database = Database.open(server.jdbcUrl());
        HostClock clock = new HostClock(database.jdbi(), Duration.ZERO);
        Projects projects = new Projects(database);
        projects.ensureFirst("bench", Optional.of(TOKEN));
        RecordEveryone everyone = new RecordEveryone();
        WireDecoder decoder = new WireDecoder(WireLimits.DEFAULTS);
        IngestService ingest = new IngestService(
                new IngestService.Stores(
                        new ChunkAppender(database, new DayPartitions(database, clock)),
                        new EventStore(database),
                        new GuessedSessions(database),
                        new Tombstones(database)),
                everyone,
                new CaptureRules(everyone, clock),
                WireLimits.DEFAULTS,
                settings(chunkBytes),
                new SimpleMeterRegistry());
        WebServer web = new WebServer(
                0,
                new Nobody(),
                (context, status, title, detail) -> title,
                List.of(new IngestRoutes(decoder, projects, ingest, clock, Locations.none()), new JsonbRows(database)));
        web.start();
        return new BenchHost(directory, server, database, web);
    }

    private static IngestSettings settings(int chunkBytes) {
        IngestSettings defaults = IngestSettings.defaults();
        return new IngestSettings(defaults.deflateLevel(), chunkBytes, defaults.memoryBytes(), defaults.longestWait());
    }

    Database database() {
        return database;
    }

    /** For connections beside the host's pool. */
    String jdbcUrl() {
        return server.jdbcUrl();
    }

    /** Sends to the host's own way in. */
    Sender sender() {
        return new Sender(web.port(), "/s/");
    }

    /** Sends to {@link JsonbRows}. */
    Sender baselineSender() {
        return new Sender(web.port(), JsonbRows.PATH);
    }

    /** One number from the database. */
    long number(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Override
    public void close() throws IOException {
        web.close();
        database.close();
        server.close();
        Folders.delete(directory);
    }

    private static final class Nobody implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.empty();
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return false;
        }
    }
}
