package org.sessionrecording.interleavings;

import io.javalin.http.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.ingest.IngestAnswer;
import org.sessionrecording.host.ingest.IngestService;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.ingest.RequestFacts;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.share.ShareRoutes;
import org.sessionrecording.host.share.Sharing;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.WebServer;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.archive.s3.Deadlines;
import org.sessionrecording.plugin.archive.s3.S3Clients;

/** One host's objects, as its composition root puts them together, without what wakes by itself. For one thread. */
final class HostObjects implements AutoCloseable {
    static final String TOKEN = "phc_machine";
    /** Small, so that recordings have several. */
    private static final int CHUNK_BYTES = 4 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Database database;
    final HostClock clock;
    final DayPartitions partitions;
    final PluginProject project;
    final S3Clients clients;
    final RecordingDocuments documents;
    final ErasureService erasures;
    private final ProjectRow row;
    private final IngestService ingest;
    private final WireDecoder decoder = new WireDecoder(WireLimits.DEFAULTS);
    private final WebServer web;

    HostObjects(String jdbcUrl, Duration clockOffset, Map<String, String> settings) {
        database = Database.open(jdbcUrl);
        clock = new HostClock(database.jdbi(), clockOffset);
        Projects projects = new Projects(database);
        row = projects.ensureFirst("machine", Optional.of(TOKEN));
        partitions = new DayPartitions(database, clock);
        partitions.makeAhead(1);
        project = new PluginProject(database, clock, row.id(), settings);
        clients = new S3Clients(new Deadlines(PATIENCE, 256 << 10, 2, Duration.ofMillis(1)));
        OnePlugin plugin = new OnePlugin(new ArchiveSource(clients, PluginProject.OPERATOR), project);
        documents = new RecordingDocuments(database, clock, projects, plugin);
        erasures = new ErasureService(database, clock, plugin);
        ingest = new IngestService(
                new IngestService.Stores(
                        new ChunkAppender(database, partitions),
                        new EventStore(database),
                        new GuessedSessions(database),
                        new Tombstones(database)),
                plugin,
                new CaptureRules(plugin, clock),
                WireLimits.DEFAULTS,
                new IngestSettings(4, CHUNK_BYTES, 64 << 20, PATIENCE),
                new SimpleMeterRegistry());
        web = new WebServer(
                0,
                new Administrator(),
                (context, status, title, detail) -> title,
                List.of(new RecordingRoutes(documents, projects, (id, actor, action, subject) -> {}), shares(plugin)));
        web.start();
    }

    private ShareRoutes shares(OnePlugin plugin) {
        SharedRecordings shared = new SharedRecordings(database, clock, plugin);
        Origins origins = new Origins(Optional.empty(), Optional.empty(), () -> 0, () -> 0);
        return new ShareRoutes(new Sharing(database, clock, shared, false), shared, documents, origins, clock);
    }

    /** As a request that took no time to come. */
    IngestAnswer send(String body, Instant at) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        RequestLine line = RequestLine.of("/s/", "", "application/json");
        try (DecodedRequest decoded = decoder.decode(new ByteArrayInputStream(bytes), line)) {
            return ingest.accept(row, decoded, RequestFacts.at(at));
        }
    }

    String origin() {
        return "http://127.0.0.1:" + web.port();
    }

    /** Ends it as a process ends: what is under way fails. */
    @Override
    public void close() {
        web.close();
        clients.close();
        database.close();
    }

    private record Administrator() implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.of(new Caller(1, "machine@localhost", true, Caller.How.API_KEY, ""));
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return true;
        }
    }
}
