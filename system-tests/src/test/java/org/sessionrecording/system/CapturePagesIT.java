package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.Shown.assertCount;
import static org.sessionrecording.system.Shown.assertShows;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** What people do on the capture pages, in a browser that holds them to the host's content security policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapturePagesIT {
    private static final String CAPTURE = "/api/projects/1/capture";

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private BrowserContext admin;
    private Page page;
    private final List<String> complaints = new ArrayList<>();
    /** What complaints may hold. */
    private String refused = "";

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        admin = chromium.context(1200, 900);
        host.login(admin);
    }

    @AfterAll
    void stop() throws Exception {
        chromium.close();
        host.close();
    }

    @BeforeEach
    void open() {
        Map<String, @Nullable Object> defaults = new HashMap<>();
        defaults.put("recording_enabled", true);
        for (String rule :
                List.of("record_next_sessions", "record_next_sessions_again", "record_urls", "record_cohort")) {
            defaults.put(rule, null);
        }
        host.settings(defaults);
        page = admin.newPage();
        complaints.clear();
        refused = "";
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void nothing_was_refused_by_the_policy() {
        page.close();
        assertThat(complaints).allMatch(text -> !refused.isEmpty() && text.contains(refused));
    }

    private void go(String path) {
        page.navigate(host.url() + path);
    }

    private boolean isOn() {
        return host.api().get(CAPTURE).path("on").asBoolean();
    }

    @Test
    void the_switch_turns_recording_off_and_on_and_says_what_that_means() {
        go("/rules");
        assertShows(page.locator(".switch"), "Recording is on", "Tell whoever runs this host", "the only project");
        assertThat(page.getAttribute(".switch a", "href")).isEqualTo("mailto:ada@example.com");

        page.click("text=Stop recording");
        assertShows(page.locator(".switch"), "Recording is off", "Nobody is recorded");
        assertThat(isOn()).isFalse();

        page.click("text=Start recording");
        assertShows(page.locator(".switch"), "Recording is on");
        assertThat(isOn()).isTrue();
    }

    @Test
    void rules_stand_in_plain_words_and_count_anew_when_asked_to() {
        host.settings(Map.of("record_next_sessions", 5_000, "record_urls", "https://app.example.com/*"));
        go("/rules");
        Locator next = page.locator(".rule", new Page.LocatorOptions().setHasText("Next sessions"));
        assertShows(page.locator(".rules"), "Only on https://app.example.com/*.");
        assertShows(next, "0 of 5,000");

        next.locator("button").click();

        host.api()
                .waitFor(
                        "/api/projects/1/plugins/session-recording/settings",
                        settings -> settings.path("record_next_sessions_again").asLong() == 1,
                        Duration.ofSeconds(20));
    }

    @Test
    void why_somebody_is_not_recorded_is_told_rule_by_rule() {
        host.settings(Map.of("record_urls", "https://app.example.com/*", "record_cohort", 99));
        host.api()
                .post(
                        "/decide/?v=3",
                        "{\"token\":\"" + host.token() + "\",\"distinct_id\":\"ada <b>\",\"$session_id\":\"s-9\"}");
        go("/rules/why");
        page.fill("input[name=distinct_id]", "ada <b>");
        page.fill("input[name=url]", "https://www.example.com/");
        page.click("text=Ask each rule");

        assertShows(
                page.locator(".verdict >> nth=0"),
                "Would not be recorded now",
                "This page is not among those that are recorded",
                "The visitor is not in cohort 99");
        assertShows(page.locator(".verdict >> nth=1"), "The client was told not to record", "session s-9");
        assertThat(page.inputValue("input[name=distinct_id]")).isEqualTo("ada <b>");
    }

    @Test
    void cohorts_are_made_filled_and_deleted_once_their_name_was_typed() {
        refused = "400"; // the browser complains of answers that are none, whenever it gets to it
        go("/cohorts");
        page.fill("input[name=name]", "Beta testers");
        page.check("input[value=upload]");
        page.click("text=Make it");
        Locator cohort = page.locator(".cohort", new Page.LocatorOptions().setHasText("Beta testers"));
        cohort.locator("text=Upload distinct ids").click();
        cohort.locator("textarea").fill("ada\n grace \n\nada\n");
        cohort.locator("button:has-text('Upload')").click();
        assertShows(cohort, "2 distinct ids");

        page.fill("input[name=name]", "Paying");
        page.fill("input[name=property]", "plan");
        page.selectOption("select[name=operator]", "is_not");
        page.fill("input[name=value]", "free");
        page.click("text=Make it");
        assertShows(page.locator(".cohort >> nth=1"), "plan is not free");

        page.fill("input[name=name]", "Paying");
        page.fill("input[name=property]", "plan");
        page.selectOption("select[name=operator]", "gt");
        page.fill("input[name=value]", "much");
        page.click("text=Make it");
        assertShows(page.locator(".problem"), "compares with a number");

        cohort.locator("summary:has-text('Delete')").click();
        cohort.locator("input[name=typed]").fill("Beta");
        cohort.locator("button:has-text('Delete')").click();
        assertShows(page.locator("body"), "type its name");
        go("/cohorts");
        cohort.locator("summary:has-text('Delete')").click();
        cohort.locator("input[name=typed]").fill("Beta testers");
        cohort.locator("button:has-text('Delete')").click();
        assertCount(cohort, 0);
    }

    @Test
    void the_snippet_that_is_shown_records_a_site_and_the_page_sees_it_arrive() throws Exception {
        go("/snippet");
        Locator code = page.locator("pre[data-code=own]");
        assertShows(code, host.token());
        page.check("input[name=capturePageviews]");
        assertShows(code, "\"capturePageviews\":true");
        assertThat(page.locator("pre[data-code=script]").textContent()).contains(host.token(), host.url());
        assertCount(page.locator(".arrivals li.there"), 0);

        try (BareSite site = new BareSite(code.innerText());
                BrowserContext visitor = chromium.context(800, 600)) {
            Page visited = visitor.newPage();
            visited.navigate(site.url());
            visited.waitForRequest(request -> request.url().contains("/s/"), () -> visited.mouse()
                    .click(50, 50));
            assertCount(page.locator(".arrivals li.there"), 3);
        }
        JsonNode arrivals = host.api().get(CAPTURE + "/arrivals");
        assertThat(arrivals.path("recording_at").isTextual()).isTrue();
    }
}
