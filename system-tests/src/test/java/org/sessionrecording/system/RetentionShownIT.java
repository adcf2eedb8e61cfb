package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.system.Shown.assertChecked;
import static org.sessionrecording.system.Shown.assertCount;
import static org.sessionrecording.system.Shown.assertShows;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** What people and their monitoring see of retention: pages in a browser, and metrics as docs name them. */
class RetentionShownIT {
    private static final Pattern METRIC = Pattern.compile("retention_[a-z_]+");

    @TempDir
    Path folder;

    private RunningHost host;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    private static Set<String> named(String file) throws Exception {
        String text = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", file));
        return METRIC.matcher(text)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + "/metrics"))
                .header("Authorization", "Bearer " + RunningHost.API_KEY)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private String awaitMetrics(String wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String metrics = metrics();
        while (!metrics.contains(wanted)) {
            assertThat(System.nanoTime()).as("%s is exported", wanted).isLessThan(deadline);
            metrics = metrics();
        }
        return metrics;
    }

    @Test
    void every_metric_that_alerts_and_dashboard_name_is_exported() throws Exception {
        host.settings(Map.of("retention_days", 1));
        host.api()
                .put(
                        "/api/projects/1/plugins/session-recording/settings?confirm=true",
                        Map.of("delete_without_archive", true));
        host.run("session-recording.retention");
        String metrics = awaitMetrics("retention_missed_runs{");

        Set<String> wanted = new TreeSet<>(named("alerts.yml"));
        wanted.addAll(named("grafana-dashboard.json"));
        assertThat(wanted).hasSizeGreaterThan(12);
        assertThat(wanted).allSatisfy(name -> assertThat(metrics)
                .containsPattern("(?m)^" + name + "\\{[^}]*plugin=\"session-recording\"[^}]*project=\"1\""));
    }

    @Test
    void deleting_without_an_archive_is_confirmed_by_typing_and_lowering_days_resets_it() throws Exception {
        try (Chromium chromium = new Chromium();
                BrowserContext browser = chromium.context(1300, 1000)) {
            host.login(browser);
            Page page = browser.newPage();
            page.navigate(host.url() + "/settings/session-recording");
            page.check("input[name=delete_without_archive]");
            page.click("button:has-text('Save')");
            assertShows(page.locator("body"), "Without an archive this deletes 0 recordings of 0 bytes for good");
            screenshot(page, "settings-confirm");
            page.fill("input[name='confirm.typed']", "delete");
            page.click("button:has-text('Save')");
            assertChecked(page.locator("input[name=delete_without_archive]"), true);

            page.fill("input[name=retention_days]", "3");
            page.click("button:has-text('Save')");
            assertShows(page.locator("body"), "delete_without_archive was set back");
            assertChecked(page.locator("input[name=delete_without_archive]"), false);
            screenshot(page, "settings-reset");

            awaitMetrics("retention_missed_runs{");
            page.navigate(host.url() + "/storage");
            assertCount(page.locator("h2:text-is('Retention')"), 1);
            assertShows(page.locator("body"), "everything in the database");
            screenshot(page, "storage");
        }
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", "retention-" + name + ".png")));
    }
}
