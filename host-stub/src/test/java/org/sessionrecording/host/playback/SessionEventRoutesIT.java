package org.sessionrecording.host.playback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.FixedCallers;
import org.sessionrecording.host.web.WebServer;

class SessionEventRoutesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Seed seed = new Seed(postgres);
    private final EventStore events = new EventStore(postgres.database());
    private ProjectId project = seed.project("p");
    private WebServer server;
    private Recording recording;

    @BeforeEach
    void start() {
        while (project.value() <= 2) {
            project = seed.project("p"); // these callers may not see project 2
        }
        Projects projects = new Projects(postgres.database());
        RecordingDocuments documents =
                new RecordingDocuments(postgres.database(), postgres.clock(), projects, new FakeExtensions(Map.of()));
        SessionEventRoutes routes = new SessionEventRoutes(documents, events);
        server = new WebServer(0, new FixedCallers(), (c, s, t, d) -> t, List.of(routes));
        server.start();
        Seeded seeded = seed.recording(project, "ada", AT, 1);
        recording = RecordingStores.of(postgres.database(), postgres.clock(), project)
                .recordings()
                .find(seeded.key())
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String query, String key) throws IOException, InterruptedException {
        String path =
                "/api/projects/" + project + "/recordings/" + recording.name().path() + "/events" + query;
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode list(String query) throws Exception {
        return new ObjectMapper().readTree(get(query, "user").body());
    }

    private StoredEvent event(int number, String session, Duration since) {
        byte[] key = ByteBuffer.allocate(16).putInt(number).array();
        Instant at = AT.plus(since);
        return new StoredEvent(
                key,
                "e" + number,
                recording.name().distinctId(),
                Optional.of(session),
                at,
                at,
                "{\"n\":" + number + "}");
    }

    @Test
    void lists_the_sessions_events_around_the_recording_newest_first_page_by_page() throws Exception {
        List<StoredEvent> stored = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            stored.add(event(i, recording.sessionId(), Duration.ofMillis(i)));
        }
        stored.add(event(1000, "another", Duration.ZERO));
        stored.add(event(1001, recording.sessionId(), Duration.ofHours(2)));
        stored.add(event(1002, recording.sessionId(), Duration.ofHours(-2)));
        events.insert(project, stored);

        JsonNode first = list("");
        JsonNode rest = list("?cursor=" + first.get("next").asText());

        assertThat(first.get("results")).hasSize(200);
        assertThat(first.at("/results/0/event").asText()).isEqualTo("e249");
        assertThat(first.at("/results/0/properties/n").asInt()).isEqualTo(249);
        assertThat(rest.get("results")).hasSize(50);
        assertThat(rest.at("/results/49/timestamp").asText()).isEqualTo("2026-11-20T10:00:00.123Z");
        assertThat(rest.get("next").isNull()).isTrue();
    }

    @Test
    void tells_nobody_who_may_not_see_the_project_and_refuses_cursors_of_others() throws Exception {
        assertThat(get("", "nobody").statusCode()).isEqualTo(401);
        assertThat(get("?cursor=1.zz", "user").statusCode()).isEqualTo(400);
    }
}
