package org.sessionrecording.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** Somebody chooses a file, looks at what it holds, imports it, and plays it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileImportPageIT {
    private static final Instant LONG_AGO = Instant.parse("2023-05-01T10:00:00Z");

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BrowserContext browser;
    private Page page;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        browser = chromium.context(1200, 900);
        host.login(browser);
        page = browser.newPage();
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        chromium.close();
        host.close();
    }

    /** PostHog's export of a page whose heading changes. */
    private static String export(String session, String heading) {
        String document =
                "{\"type\":0,\"id\":1,\"childNodes\":[{\"type\":2,\"tagName\":\"html\",\"attributes\":{},\"id\":2,"
                        + "\"childNodes\":[{\"type\":2,\"tagName\":\"body\",\"attributes\":{},\"id\":3,\"childNodes\":[{\"type\":2,"
                        + "\"tagName\":\"h1\",\"attributes\":{},\"id\":4,\"childNodes\":[{\"type\":3,\"textContent\":\"before\",\"id\":5}]}]}]}]}";
        List<String> snapshots = List.of(
                "{\"type\":4,\"data\":{\"href\":\"https://shop.example/\",\"width\":800,\"height\":600}",
                "{\"type\":2,\"data\":{\"node\":" + document + ",\"initialOffset\":{\"left\":0,\"top\":0}}",
                "{\"type\":3,\"data\":{\"source\":0,\"texts\":[{\"id\":5,\"value\":\"" + heading
                        + "\"}],\"attributes\":[],\"removes\":[],\"adds\":[]}");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < snapshots.size(); i++) {
            all.append(i == 0 ? "" : ",")
                    .append(snapshots.get(i))
                    .append(",\"timestamp\":")
                    .append(LONG_AGO.plusSeconds(i).toEpochMilli())
                    .append(",\"windowId\":\"w\"}");
        }
        return "{\"version\":\"2023-04-28\",\"data\":{\"id\":\"" + session
                + "\",\"person\":{\"distinct_ids\":[\"grace@example.com\"],\"properties\":{\"$browser\":\"Netscape\"}},\"snapshots\":["
                + all + "]}}";
    }

    /** As retention announces it where it has an archive. */
    private void keepForDays(int days) throws SQLException {
        try (Connection connection = host.database().getConnection();
                PreparedStatement update = connection.prepareStatement("update project set retention_millis = ?")) {
            update.setLong(1, Duration.ofDays(days).toMillis());
            update.executeUpdate();
        }
    }

    private void choose(String name, String content) {
        page.navigate(host.url() + "/recordings?project=1");
        page.click("a:has-text('Import…')");
        page.setInputFiles("#import-file", new FilePayload(name, "", content.getBytes(StandardCharsets.UTF_8)));
    }

    private Locator part(String name) {
        return page.locator("[data-" + name + "]");
    }

    @Test
    void a_file_is_looked_at_imported_kept_and_played_and_its_export_is_known() throws SQLException {
        keepForDays(7);
        choose("export-x.ph-recording.json", export("s-imported", "after"));

        assertThat(part("facts")).containsText("PostHog export, version 2023-04-28");
        assertThat(part("facts")).containsText("grace@example.com");
        assertThat(part("age")).containsText("next run of retention");
        assertThat(host.api()
                        .get("/api/projects/1/recordings?session_id=s-imported")
                        .path("results"))
                .isEmpty();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(System.getProperty("artifacts")).resolve("import.png")));
        page.click("button:has-text('Import it')");
        assertThat(part("says")).hasText("Imported");
        assertThat(part("more")).containsText("It is kept until");

        var recording = host.api()
                .get("/api/projects/1/recordings?session_id=s-imported")
                .path("results")
                .get(0);
        assertThat(recording.path("pinned").asBoolean()).isTrue();
        assertThat(recording.at("/facts/browser").asText()).isEqualTo("Netscape");
        assertThat(part("play")).hasAttribute("href", RecordingsOf.link(recording) + "?project=1");
        try (PlayerPage player = PlayerPage.atTheEnd(host, browser, RecordingsOf.link(recording))) {
            player.awaitHeading("after");
            player.assertNoErrors();
            assertThat(player.page().locator("dl:has-text('Imported')")).containsText("by ada@example.com");
        }

        String exported = host.api()
                .ask("GET", RecordingsOf.of(recording) + "/export", "")
                .body();
        choose("recording.html", exported);
        assertThat(part("says")).hasText("This recording is here already");
        assertThat(part("found")).isHidden();
    }

    @Test
    void what_is_no_recording_is_refused_in_words() {
        choose("notes.json", "{\"notes\":[]}");
        assertThat(part("problem")).containsText("it is JSON, but no recording");
        assertThat(part("found")).isHidden();
        assertThat(part("doing")).isHidden();
    }
}
