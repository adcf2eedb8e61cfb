package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.demo.Shop;
import org.sessionrecording.harness.BucketServer;
import org.sessionrecording.harness.Chromium;

/** The test that says the project works: from a real browser to S3 and back, by one link. */
class LifecycleIT {
    private static final String MARK = "end-of-the-visit";

    @TempDir
    Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BucketServer s3;

    @BeforeEach
    void start() throws Exception {
        s3 = BucketServer.start(folder.resolve("s3"));
        host = RunningHost.start(folder.resolve("data"));
        chromium = new Chromium();
        host.settings(s3.settings());
        host.settings(Map.of("retention_enabled", true, "retention_days", 7));
    }

    @AfterEach
    void stop() throws Exception {
        chromium.close();
        host.close();
        s3.close();
    }

    @Test
    void a_live_recording_is_archived_removed_and_plays_from_the_same_link() throws Exception {
        RecordingsOf recordings = new RecordingsOf(host);
        String visited;
        String url;
        JsonNode live;
        try (Shop shop = Shop.open(0, host.url(), host.token());
                BrowserContext visitor = chromium.context(1200, 800)) {
            url = shop.url() + "/";
            visited = DemoShopVisit.walk(visitor.newPage(), url, MARK);
            live = recordings.awaitNew(Set.of(), MARK);
        }
        assertThat(live.path("state").asText()).isEqualTo("live");
        JsonNode documentBefore = host.api().get(RecordingsOf.snapshots(live)).path("snapshots");
        NormalForm.assertSame(replayed(live, url, "lifecycle-live"), visited);

        assertThat(host.run("session-recording.retention")
                        .at("/figures/archived")
                        .asInt())
                .as("nothing is due yet")
                .isZero();
        host.advance(Duration.ofDays(8));
        JsonNode run = host.run("session-recording.retention");

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.at("/figures/archived").asInt()).isEqualTo(1);
        JsonNode archived = host.api().get(RecordingsOf.of(live));
        assertThat(archived.path("state").asText()).isEqualTo("archived");
        assertThat(archived.path("path")).isEqualTo(live.path("path"));
        assertThat(s3.bucket().recordings()).hasSize(1);
        assertThat(count("select count(*) from recording where removed_through < last_chunk"))
                .isZero();
        destroyChunks(); // whoever still read them would fail from here on
        assertThat(host.api().get(RecordingsOf.snapshots(live)).path("snapshots"))
                .isEqualTo(documentBefore);
        NormalForm.assertSame(replayed(live, url, "lifecycle-archived"), visited);

        host.advance(Duration.ofDays(2));
        host.run("session-recording.retention");
        awaitPartitionsGone();
        NormalForm.assertSame(replayed(live, url, "lifecycle-partition-gone"), visited);
    }

    private String replayed(JsonNode recording, String url, String name) throws Exception {
        try (BrowserContext browser = chromium.context(1400, 1000)) {
            host.login(browser);
            try (PlayerPage player = PlayerPage.atTheEnd(host, browser, RecordingsOf.link(recording))) {
                player.screenshot(name);
                player.assertNoErrors();
                return NormalForm.of(player, url);
            }
        }
    }

    private void destroyChunks() throws SQLException {
        try (Connection connection = host.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update chunk set data = '\\x00'");
        }
    }

    private void awaitPartitionsGone() throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (count("select count(*) from chunk") > 0) {
            assertThat(System.nanoTime()).as("the day's partition is dropped").isLessThan(deadline);
            host.api().get("/api/projects");
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = host.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
