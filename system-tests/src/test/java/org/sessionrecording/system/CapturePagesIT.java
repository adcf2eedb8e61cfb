package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
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
        assertThat(complaints).isEmpty();
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
        assertThat(page.locator(".switch").innerText())
                .contains("Recording is on")
                .contains("Tell whoever runs this host")
                .contains("the only project");
        assertThat(page.getAttribute(".switch a", "href")).isEqualTo("mailto:ada@example.com");

        page.click("text=Stop recording");
        assertThat(page.locator(".switch").innerText()).contains("Recording is off", "Nobody is recorded");
        assertThat(isOn()).isFalse();

        page.click("text=Start recording");
        assertThat(page.locator(".switch").innerText()).contains("Recording is on");
        assertThat(isOn()).isTrue();
    }

    @Test
    void rules_stand_in_plain_words_and_count_anew_when_asked_to() {
        host.settings(Map.of("record_next_sessions", 5_000, "record_urls", "https://app.example.com/*"));
        go("/rules");
        Locator next = page.locator(".rule", new Page.LocatorOptions().setHasText("Next sessions"));
        assertThat(page.locator(".rules").innerText()).contains("Only on https://app.example.com/*.");
        assertThat(next.innerText()).contains("0 of 5,000");

        next.locator("button").click();

        assertThat(host.api()
                        .get("/api/projects/1/plugins/session-recording/settings")
                        .path("record_next_sessions_again")
                        .asLong())
                .isEqualTo(1);
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

        assertThat(page.locator(".verdict >> nth=0").innerText())
                .contains("Would not be recorded now", "This page is not among those that are recorded")
                .contains("The visitor is not in cohort 99");
        assertThat(page.locator(".verdict >> nth=1").innerText())
                .contains("The client was told not to record", "session s-9");
        assertThat(page.inputValue("input[name=distinct_id]")).isEqualTo("ada <b>");
    }

    @Test
    void cohorts_are_made_filled_and_deleted_once_their_name_was_typed() {
        go("/cohorts");
        page.fill("input[name=name]", "Beta testers");
        page.check("input[value=upload]");
        page.click("text=Make it");
        Locator cohort = page.locator(".cohort", new Page.LocatorOptions().setHasText("Beta testers"));
        cohort.locator("text=Upload distinct ids").click();
        cohort.locator("textarea").fill("ada\n grace \n\nada\n");
        cohort.locator("button:has-text('Upload')").click();
        PlaywrightAssertions.assertThat(cohort).containsText("2 distinct ids");

        page.fill("input[name=name]", "Paying");
        page.fill("input[name=property]", "plan");
        page.selectOption("select[name=operator]", "is_not");
        page.fill("input[name=value]", "free");
        page.click("text=Make it");
        assertThat(page.locator(".cohort >> nth=1").innerText()).contains("plan is not free");

        page.fill("input[name=name]", "Paying");
        page.fill("input[name=property]", "plan");
        page.selectOption("select[name=operator]", "gt");
        page.fill("input[name=value]", "much");
        page.click("text=Make it");
        assertThat(page.locator(".problem").innerText()).contains("compares with a number");
        complaints.removeIf(text -> text.contains("400"));

        cohort.locator("summary:has-text('Delete')").click();
        cohort.locator("input[name=typed]").fill("Beta");
        cohort.locator("button:has-text('Delete')").click();
        assertThat(page.locator("body").innerText()).contains("type its name");
        complaints.removeIf(text -> text.contains("400"));
        go("/cohorts");
        cohort.locator("summary:has-text('Delete')").click();
        cohort.locator("input[name=typed]").fill("Beta testers");
        cohort.locator("button:has-text('Delete')").click();
        PlaywrightAssertions.assertThat(cohort).hasCount(0);
    }

    @Test
    void the_snippet_that_is_shown_records_a_site_and_the_page_sees_it_arrive() throws Exception {
        go("/snippet");
        Locator code = page.locator("pre[data-code=own]");
        PlaywrightAssertions.assertThat(code).containsText(host.token());
        page.check("input[name=capturePageviews]");
        PlaywrightAssertions.assertThat(code).containsText("\"capturePageviews\":true");
        assertThat(page.locator("pre[data-code=script]").innerText()).contains(host.token(), host.url());
        assertThat(page.locator(".arrivals li.there").count()).isZero();

        try (BareSite site = new BareSite(code.innerText());
                BrowserContext visitor = chromium.context(800, 600)) {
            Page visited = visitor.newPage();
            visited.navigate(site.url());
            visited.waitForRequest(request -> request.url().contains("/s/"), () -> visited.mouse()
                    .click(50, 50));
            PlaywrightAssertions.assertThat(page.locator(".arrivals li.there"))
                    .hasCount(
                            3,
                            new com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions()
                                    .setTimeout(20_000));
        }
        JsonNode arrivals = host.api().get(CAPTURE + "/arrivals");
        assertThat(arrivals.path("recording_at").isTextual()).isTrue();
    }
}
