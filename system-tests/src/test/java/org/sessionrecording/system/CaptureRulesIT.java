package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.system.RuledSite.Client;
import org.sessionrecording.system.RuledSite.Visit;

/** Who is recorded, with an unmodified posthog-js and with the recorder of the plugin, in a browser. */
class CaptureRulesIT extends CaptureRuleSpecs {
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
            assertSilent(stranger);
        }
        try (BrowserContext browser = chromium.context(800, 600)) {
            Visit member = site.visit(browser, client, site.app());
            answered(member, () -> member.identify("grace"));
            member.awaitSnapshots();
            member.leave();
            awaitRecording();
        }
    }

    /** Until the host told the client what it knows of the new name, and the client has heard of it. */
    private static void answered(Visit visit, Runnable identify) {
        visit.page()
                .waitForResponse(
                        response -> (response.url().contains("/decide/")
                                        || response.url().contains("/flags/"))
                                && response.finished() == null,
                        identify);
        visit.page().evaluate("() => window.posthog && new Promise(heard => posthog.onFeatureFlags(() => heard()))");
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
                    assertSilent(visit);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void visits_below_the_minimum_duration_are_not_sent(Client client) {
        rule("record_minimum_seconds", 3_600);

        try (BrowserContext browser = chromium.context(800, 600)) {
            assertNothingSent(site.visit(browser, client, site.app()).press());
        }
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
}
