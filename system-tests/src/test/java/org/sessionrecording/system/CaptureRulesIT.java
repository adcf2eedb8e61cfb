package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.system.RuledSite.Client;
import org.sessionrecording.system.RuledSite.Visit;

/** Who is recorded, with an unmodified posthog-js and with the recorder of the plugin, in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureRulesIT {
    private static final String CAPTURE = "/api/projects/1/capture";
    private static final List<String> RULES = List.of(
            "record_urls",
            "record_urls_except",
            "record_cohort",
            "record_sample",
            "record_next_sessions",
            "record_next_sessions_again",
            "record_per_day",
            "record_min_free_gb",
            "record_minimum_seconds",
            "record_start_events",
            "record_start_urls");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private RuledSite site;
    private Set<String> before = Set.of();

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        site = new RuledSite(host);
        chromium = new Chromium();
    }

    @AfterAll
    void stop() throws Exception {
        chromium.close();
        site.close();
        host.close();
    }

    @BeforeEach
    void recording_is_on_without_any_rule() {
        Map<String, @Nullable Object> defaults = new HashMap<>();
        RULES.forEach(rule -> defaults.put(rule, null));
        defaults.put("recording_enabled", true);
        host.settings(defaults);
        before = new RecordingsOf(host).links();
    }

    private void rule(String key, Object value) {
        host.settings(Map.of(key, value));
    }

    private void assertRecorded(Client client, String address) {
        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit visit = site.visit(browser, client, address);
            visit.awaitSnapshots();
            visit.leave();
            awaitRecording();
        }
    }

    private void awaitRecording() {
        host.api().waitFor("/api/projects/1/recordings", list -> fresh(list).size() == 1, PATIENCE);
        before = new RecordingsOf(host).links();
    }

    private List<JsonNode> fresh(JsonNode list) {
        List<JsonNode> fresh = new ArrayList<>();
        list.path("results").forEach(recording -> {
            if (!before.contains(RecordingsOf.link(recording))) {
                fresh.add(recording);
            }
        });
        return fresh;
    }

    private void assertSilent(Client client, String address) {
        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit visit = site.visit(browser, client, address).press();
            assertThat(visit.leave()).as("requests with snapshots").isEmpty();
            assertNothingNew();
        }
    }

    private void assertNothingNew() {
        assertThat(fresh(host.api().get("/api/projects/1/recordings"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nobody_is_recorded_before_somebody_switches_it_on(Client client) {
        Map<String, @Nullable Object> factory = new HashMap<>();
        factory.put("recording_enabled", null);
        host.settings(factory);

        assertSilent(client, site.app());

        host.api().post(CAPTURE + "/rules/session-recording/recording_enabled/on", "");
        assertRecorded(client, site.app());
    }

    @ParameterizedTest
    @EnumSource
    void the_app_is_recorded_and_the_marketing_site_is_not(Client client) {
        rule("record_urls", "127.0.0.1:*");
        rule("record_urls_except", "127.0.0.1:*/admin*");

        assertSilent(client, site.marketing());
        assertSilent(client, site.app() + "/admin/users");
        assertRecorded(client, site.app());
    }

    @ParameterizedTest
    @EnumSource
    void only_members_of_the_cohort_are_recorded_from_when_they_are_known(Client client) {
        String name = "beta-" + client;
        long cohort = host.api()
                .post("/api/projects/1/cohorts", "{\"name\":\"" + name + "\"}")
                .path("id")
                .asLong();
        host.api().post("/api/projects/1/cohorts/" + cohort + "/distinct_ids", "{\"distinct_ids\":[\"grace\"]}");
        rule("record_cohort", cohort);

        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit stranger = site.visit(browser, client, site.app());
            answered(stranger, () -> stranger.identify("mallory"));
            assertThat(stranger.press().leave()).isEmpty();
            assertNothingNew();
        }
        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit member = site.visit(browser, client, site.app());
            answered(member, () -> member.identify("grace"));
            member.awaitSnapshots();
            member.leave();
            awaitRecording();
        }
    }

    /** Until the host told the client what it knows of the new name. */
    private static void answered(Visit visit, Runnable identify) {
        visit.page()
                .waitForResponse(
                        response -> (response.url().contains("/decide/")
                                        || response.url().contains("/flags/"))
                                && response.finished() == null,
                        identify);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_is_in_the_sample_or_not_for_browser_and_server_alike(Client client) {
        rule("record_sample", 50);
        for (int i = 0; i < 2; i++) {
            try (BrowserContext browser = chromium.context(800, 600)) {
                Visit visit = site.visit(browser, client, site.app());
                boolean wanted = host.api()
                        .get(CAPTURE + "/explain?session_id=" + visit.session())
                        .path("recorded")
                        .asBoolean();
                if (wanted) {
                    visit.awaitSnapshots();
                    visit.leave();
                    awaitRecording();
                } else {
                    assertThat(visit.press().leave()).isEmpty();
                    assertNothingNew();
                }
            }
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void visits_below_the_minimum_duration_are_not_sent(Client client) {
        rule("record_minimum_seconds", 3_600);

        assertSilent(client, site.app());
    }

    @ParameterizedTest
    @EnumSource
    void recording_begins_on_a_page_or_with_an_event(Client client) {
        rule("record_start_urls", "127.0.0.1:*/checkout*");
        rule("record_start_events", "signed up");
        assertSilent(client, site.app());
        for (String trigger : List.of("page", "event")) {
            try (BrowserContext browser = chromium.context(800, 600)) {
                Visit visit = site.visit(browser, client, site.app()).press();
                if (trigger.equals("page")) {
                    visit.go("/checkout/2");
                } else {
                    visit.capture("signed up");
                }
                visit.awaitSnapshots();
                visit.leave();
                awaitRecording();
            }
        }
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
    void the_configuration_without_a_name_says_nothing_of_anybody() {
        rule("record_cohort", 4_711);
        JsonNode nameless = host.api().get("/array/" + host.token() + "/config");
        JsonNode named =
                host.api().post("/flags/?v=2", "{\"token\":\"" + host.token() + "\",\"distinct_id\":\"mallory\"}");

        String flag = nameless.at("/sessionRecording/linkedFlag").asText();
        assertThat(flag).isNotEmpty();
        assertThat(nameless.path("featureFlags")).isEmpty();
        assertThat(nameless.path("hasFeatureFlags").asBoolean()).isTrue();
        assertThat(named.path("sessionRecording").asBoolean(true)).isFalse();
        assertThat(named.path("featureFlags").path(flag).asBoolean(true)).isFalse();
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
                assertThat(page.locator("p.alarm").innerText()).contains("disk is nearly full");
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

    private void awaitRoom(String words) {
        host.api().waitFor(CAPTURE, all -> all.toString().contains(words), PATIENCE);
    }

    private JsonNode decision() {
        return host.api().post("/decide/?v=3", "{\"token\":\"" + host.token() + "\",\"distinct_id\":\"ada\"}");
    }

    private JsonNode awaitDecision(boolean recorded) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
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
        String now = String.valueOf(host.now().toEpochMilli());
        return """
                {"api_key":"%s","event":"$snapshot","properties":{"distinct_id":"%s","$session_id":"%s","$window_id":"w",
                 "$snapshot_data":[{"type":4,"timestamp":%s,"data":{"href":"https://a.example/","width":1,"height":1}}]}}
                """.formatted(host.token(), visitor, session, now);
    }
}
