package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.ingest.Sent.snapshot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.config.GeoipConfig;
import org.sessionrecording.host.location.GeoFileWriter;
import org.sessionrecording.host.location.Locations;
import org.sessionrecording.host.store.ListRequest;
import org.sessionrecording.host.store.RecordingList;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.web.WebServer;

/** Where visitors are, by the operator's file. */
final class LocationHttpIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final String ADDRESS = "81.2.69.142";

    @TempDir
    Path folder;

    private final IngestHarness ingest = new IngestHarness(postgres, Rules.EVERYONE);

    private Locations locations() {
        Instant now = postgres.clock().instant();
        Map<String, ?> graz = Map.of(
                "country", Map.of("names", Map.of("en", "Austria")),
                "city", Map.of("names", Map.of("en", "Graz")));
        Path file = new GeoFileWriter("GeoLite2-City", now.minus(Duration.ofDays(1)))
                .network("81.2.69.0/24", graz)
                .write(folder.resolve("geo.mmdb"));
        return new Locations(
                new GeoipConfig(Optional.of(file), Optional.of("X-Forwarded-For")), postgres.clock()::instant);
    }

    private static void send(WebServer server, String person, String address) throws Exception {
        byte[] body = Sent.body()
                .event(person, "of-" + person, "w", snapshot(postgres.clock().instant()))
                .bytes();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/s/"))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private List<Recording> at(String location) {
        ListRequest request = new ListRequest(
                RecordingQuery.newest(10),
                Optional.empty(),
                Optional.of(location),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ListRequest.Sort.START,
                false,
                Optional.empty());
        ProjectId project = ingest.project.id();
        return new RecordingList(ingest.database, postgres.clock(), project)
                .page(request)
                .recordings();
    }

    @Test
    void a_recording_tells_where_it_came_from_and_the_address_is_kept_nowhere() throws Exception {
        try (WebServer server = CaptureServer.start(ingest, locations(), Rules.EVERYONE)) {
            send(server, "here", "9.9.9.9, " + ADDRESS);
            send(server, "here", "10.0.0.7");
            send(server, "elsewhere", "10.0.0.7");
        }
        assertThat(at("graz, aus")).singleElement().satisfies(found -> {
            assertThat(found.name().distinctId().value()).isEqualTo("here");
            assertThat(found.facts().find("city")).isPresent();
        });
        assertThat(at("Vienna")).isEmpty();
        assertThat(ingest.recordings("of-elsewhere").get(0).facts()).doesNotContain("host/location");
        for (String table : tables()) {
            assertThat(mentions(table)).as(table).isZero();
        }
    }

    private List<String> tables() {
        return ingest.database.jdbi().withHandle(handle -> handle.createQuery(
                        "select quote_ident(relname) from pg_class where relkind in ('r', 'p') and relnamespace = current_schema::regnamespace")
                .mapTo(String.class)
                .list());
    }

    private long mentions(String table) {
        return ingest.database.jdbi().withHandle(handle -> handle.createQuery(
                        "select count(*) from " + table + " t where position(:address in t::text) > 0")
                .bind("address", ADDRESS)
                .mapTo(long.class)
                .one());
    }
}
