package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.Shown.assertShows;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sessionrecording.system.RuledSite.Client;

/** How much is recorded at most, what is refused beyond it, and how the host says so. */
class CaptureLimitsIT extends CaptureRuleSpecs {
    /** What recordings take is added up every 20 seconds. */
    private static final Duration ADDED_UP = Duration.ofSeconds(60);

    @Test
    void only_the_next_sessions_are_recorded_and_as_many_again_when_asked_for() {
        rule("record_next_sessions", 1);
        assertRecorded(Client.POSTHOG, site.app());

        assertLimited("the next 1 sessions were recorded");
        JsonNode full = rules("record_next_sessions");
        assertThat(full.path("effect").asText()).isEqualTo("stops");
        assertThat(full.path("used").asLong()).isEqualTo(1);

        host.api().post(CAPTURE + "/rules/session-recording/record_next_sessions/again", "");
        assertThat(rules("record_next_sessions").path("used").asLong()).isZero();
        assertRecorded(Client.OWN, site.app());
    }

    @Test
    void a_days_limit_holds_and_says_so() {
        long today = usedToday();
        rule("record_per_day", today + 1);
        assertRecorded(Client.OWN, site.app());

        assertLimited("today's " + (today + 1) + " recordings were made");
    }

    private long usedToday() {
        rule("record_per_day", 1_000);
        return rules("Recordings a day").path("used").asLong();
    }

    /** Whatever a client was told, nothing more is stored, and the answer says why. */
    private void assertLimited(String reason) {
        String answer = host.api()
                .ask("POST", "/s/", snapshot("forger", "session-beyond-" + reason.length()))
                .body();
        assertThat(answer).contains("\"quota_limited\":[\"recordings\"]", reason);
        assertNothingNew();
        assertThat(refusals(reason)).isPositive();
    }

    @Test
    void what_comes_though_it_may_not_is_refused_and_counted_and_explained() {
        rule("recording_enabled", false);
        long counted = refusals("switched off");

        assertThat(host.api().ask("POST", "/s/", snapshot("mallory", "s-1")).statusCode())
                .isEqualTo(403);

        assertNothingNew();
        assertThat(refusals("switched off")).isEqualTo(counted + 1);
        JsonNode past = host.api()
                .get(CAPTURE + "/explain?distinct_id=mallory&session_id=s-1")
                .path("past");
        assertThat(past).hasSize(1);
        assertThat(past.get(0).path("when").asText()).isEqualTo("sent");
        assertThat(past.get(0).path("refused").asLong()).isEqualTo(1);
        assertThat(past.get(0).path("rule").asText()).isEqualTo("recording_enabled");
    }

    @Test
    void capture_pauses_before_the_disk_is_full_says_so_on_every_page_and_resumes_by_itself() {
        rule("record_min_free_gb", 10);
        host.disk(9_000_000_000L);
        JsonNode told = awaitDecision(false);
        assertThat(told.path("sessionRecordingReason").asText()).contains("disk is nearly full");
        assertSilent(Client.POSTHOG, site.app());
        assertThat(host.api().ask("POST", "/s/", snapshot("ada", "s-2")).statusCode())
                .isEqualTo(403);
        try (BrowserContext browser = chromium.context(1200, 800)) {
            host.login(browser);
            Page page = browser.newPage();
            for (String path : List.of("/recordings", "/keys", "/rules")) {
                page.navigate(host.url() + path);
                assertShows(page.locator("p.alarm"), "disk is nearly full");
            }
        }

        host.disk(10_500_000_000L);
        awaitRoom("10.5 GB are");
        assertThat(decision().path("sessionRecording").asBoolean(true))
                .as("a little more room is not enough")
                .isFalse();

        host.disk(11_100_000_000L);
        awaitDecision(true);
        assertRecorded(Client.OWN, site.app());
    }

    @Test
    void capture_pauses_when_recordings_take_more_than_they_may_and_resumes_once_retention_made_room()
            throws Exception {
        Instant old = host.now().minus(Duration.ofDays(9));
        assertThat(host.api()
                        .ask("POST", "/s/", snapshot("grown", "s-old", old))
                        .statusCode())
                .isEqualTo(200);
        execute("update recording set live_bytes = 2000000000 where escaped_id = 'grown'");
        rule("record_max_gb", 1);
        awaitRecording();

        JsonNode told = awaitDecision(false);
        assertThat(told.path("sessionRecordingReason").asText()).contains("take more than they may");
        assertLimited("recordings take more than they may");

        host.api()
                .put(
                        "/api/projects/1/plugins/session-recording/settings?confirm=true",
                        Map.of("delete_without_archive", true));
        JsonNode run = host.run("session-recording.retention", "?confirm=true");
        assertThat(run.at("/figures/removed").asInt()).as(run.toString()).isEqualTo(1);
        awaitDecision(true);
        assertThat(host.api()
                        .ask("POST", "/s/", snapshot("ada", "s-after", host.now()))
                        .body())
                .doesNotContain("quota_limited");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = host.database().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private void awaitRoom(String words) {
        host.api().waitFor(CAPTURE, all -> all.toString().contains(words), PATIENCE);
    }

    private JsonNode decision() {
        return host.api().post("/decide/?v=3", "{\"token\":\"" + host.token() + "\",\"distinct_id\":\"ada\"}");
    }

    private JsonNode awaitDecision(boolean recorded) {
        long deadline = System.nanoTime() + ADDED_UP.toNanos();
        JsonNode answer = decision();
        while (answer.path("sessionRecording").isObject() != recorded) {
            assertThat(System.nanoTime()).as("still %s", answer).isLessThan(deadline);
            answer = decision();
        }
        return answer;
    }

    private JsonNode rules(String ruleOrTitle) {
        for (JsonNode rule : host.api().get(CAPTURE).path("rules")) {
            if (rule.path("rule").asText().equals(ruleOrTitle)
                    || rule.path("title").asText().equals(ruleOrTitle)) {
                return rule;
            }
        }
        throw new AssertionError("No rule " + ruleOrTitle);
    }

    private long refusals(String reason) {
        long events = 0;
        for (JsonNode refused : host.api().get(CAPTURE).path("refused")) {
            if (refused.path("reason").asText().contains(reason)) {
                events += refused.path("events").asLong();
            }
        }
        return events;
    }

    private String snapshot(String visitor, String session) {
        return snapshot(visitor, session, host.now());
    }

    private String snapshot(String visitor, String session, Instant at) {
        return """
                {"api_key":"%s","event":"$snapshot","properties":{"distinct_id":"%s","$session_id":"%s","$window_id":"w",
                 "$snapshot_data":[{"type":4,"timestamp":%s,"data":{"href":"https://a.example/","width":1,"height":1}}]}}
                """.formatted(host.token(), visitor, session, String.valueOf(at.toEpochMilli()));
    }
}
