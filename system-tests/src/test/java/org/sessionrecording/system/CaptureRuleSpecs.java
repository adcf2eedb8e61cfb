package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.system.RuledSite.Client;
import org.sessionrecording.system.RuledSite.Visit;

/** Specs of capture rules: one host with one site and one browser for those of a class, and no rule at first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CaptureRuleSpecs {
    static final String CAPTURE = "/api/projects/1/capture";
    private static final List<String> RULES = List.of(
            "record_urls",
            "record_urls_except",
            "record_cohort",
            "record_sample",
            "record_next_sessions",
            "record_next_sessions_again",
            "record_per_day",
            "record_max_gb",
            "record_min_free_gb",
            "record_minimum_seconds",
            "record_start_events",
            "record_start_urls");
    static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    RunningHost host;
    Chromium chromium;
    RuledSite site;
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

    void rule(String key, Object value) {
        host.settings(Map.of(key, value));
    }

    void assertRecorded(Client client, String address) {
        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit visit = site.visit(browser, client, address);
            visit.awaitSnapshots();
            visit.leave();
            awaitRecording();
        }
    }

    void awaitRecording() {
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

    void assertSilent(Client client, String address) {
        try (BrowserContext browser = chromium.context(800, 600)) {
            assertSilent(site.visit(browser, client, address));
        }
    }

    /** Of this visit nothing is recorded. */
    void assertSilent(Visit visit) {
        visit.press().assertNotRecording();
        assertNothingSent(visit);
    }

    /** Of this visit nothing is sent, whether or not it is recorded. */
    void assertNothingSent(Visit visit) {
        assertThat(visit.settle().leave()).as("requests with snapshots").isEmpty();
        assertNothingNew();
    }

    void assertNothingNew() {
        assertThat(fresh(host.api().get("/api/projects/1/recordings"))).isEmpty();
    }
}
