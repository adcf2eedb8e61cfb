package org.sessionrecording.bench;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.EmbeddedDatabase;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.WebServer;

/** The host's list of recordings, from HTTP to PostgreSQL, in a folder that is deleted afterwards; everybody may see all. */
final class ListHost implements AutoCloseable {
    private static final String LIST = "/api/projects/1/recordings";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final EmbeddedDatabase server;
    private final Database database;
    private final WebServer web;

    private ListHost(Path directory, EmbeddedDatabase server, Database database, WebServer web) {
        this.directory = directory;
        this.server = server;
        this.database = database;
        this.web = web;
    }

    static ListHost start() throws IOException {
        Path directory = Files.createTempDirectory("bench-lists");
        EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("postgres"));
        Database database = Database.open(server.jdbcUrl());
        HostClock clock = new HostClock(database.jdbi(), Duration.ZERO);
        Projects projects = new Projects(database);
        projects.ensureFirst("bench", Optional.of(BenchHost.TOKEN));
        RecordingDocuments documents = new RecordingDocuments(database, clock, projects, new RecordEveryone());
        WebServer web = new WebServer(
                0,
                new Somebody(),
                (context, status, title, detail) -> title,
                List.of(new RecordingRoutes(documents, projects, (project, actor, action, subject) -> {})));
        web.start();
        return new ListHost(directory, server, database, web);
    }

    ListedRecordings recordings() {
        return new ListedRecordings(database);
    }

    /** @return milliseconds until the last byte came */
    double list(String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + LIST + query))
                .build();
        long begin = System.nanoTime();
        var answer = http.send(request, BodyHandlers.ofString());
        double millis = (System.nanoTime() - begin) / 1e6;
        if (answer.statusCode() != 200 || answer.body().startsWith("{\"results\":[]")) {
            throw new IllegalStateException("Cannot measure the list " + query + ": " + answer.body());
        }
        return millis;
    }

    @Override
    public void close() throws IOException {
        web.close();
        database.close();
        server.close();
        Folders.delete(directory);
    }

    private static final class Somebody implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.of(new Caller(1, "ada@example.com", true, Caller.How.API_KEY, ""));
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return true;
        }
    }
}
