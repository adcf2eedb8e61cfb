package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.harness.Chromium;

/**
 * Pages, browsers and hosts that make recording hard. In each case the page works as if nobody recorded it, and what was
 * recorded of it tells what it lacks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END = "the-end";

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private FixturePages pages;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        host.settings(Map.of("record_canvas", true));
        chromium = new Chromium();
        pages = new FixturePages("hostile");
    }

    @AfterAll
    void stop() throws Exception {
        pages.close();
        chromium.close();
        host.close();
    }

    private static final String POLICY =
            "default-src 'self'; script-src 'self' HOST; connect-src HOST; worker-src 'none'; style-src 'self'";

    static Stream<Arguments> hard() {
        return Stream.of(
                Arguments.of("replaced.js", ""),
                Arguments.of("", POLICY),
                Arguments.of("", "sandbox allow-scripts"),
                Arguments.of("full.js", ""));
    }

    /** Replaced functions, a strict policy, no storage, no room in it. */
    @ParameterizedTest
    @MethodSource("hard")
    void hard_pages_are_recorded_and_work(String hostility, String policy) throws Exception {
        try (BrowserContext visitor = chromium.context(800, 600)) {
            RecordingsOf recordings = new RecordingsOf(host);
            Set<String> before = recordings.links();
            Page page = open(visitor, hostility, policy, host.url());
            JsonNode recording = recordings.awaitAdded(before, () -> show(page));
            work(page);
            end(page);
            JsonNode document = awaitEnd(page, recording);

            assertThat(document.toString()).contains("visible-word", "\"1\"").doesNotContain("broken");
            assertThat(document.path("snapshots"))
                    .allMatch(snapshot -> snapshot.path("timestamp").asLong() > 1_700_000_000_000L);
            assertWorked(page);
        }
    }

    @Test
    void a_page_on_which_nothing_works_any_more_still_does_what_it_did() throws Exception {
        try (BrowserContext visitor = chromium.context(800, 600)) {
            Page page = open(visitor, "broken.js", "", host.url());
            work(page);
            assertWorked(page);
        }
    }

    @Test
    void fifty_thousand_nodes_and_ten_thousand_changes_a_second_are_recorded_as_they_end_and_marked() throws Exception {
        try (BrowserContext visitor = chromium.context(800, 600)) {
            RecordingsOf recordings = new RecordingsOf(host);
            Set<String> before = recordings.links();
            Page page = open(visitor, "", "", host.url());
            JsonNode recording = recordings.awaitAdded(before, () -> show(page));
            page.evaluate("build(25000)");
            // so many in each frame that it is a flood however slow frames follow each other
            page.evaluate("() => new Promise(done => flood(20000, 5, done))");
            work(page);
            end(page);
            JsonNode document = awaitEnd(page, recording, "$recording_gap");

            List<JsonNode> snapshots = list(document.path("snapshots"));
            assertThat(snapshots).anyMatch(HostilePageIT::isGapOfFlood);
            assertThat(snapshots.stream().mapToInt(HostilePageIT::changes).sum())
                    .as("changes recorded one by one, of 70,000")
                    .isLessThan(10_000);
            assertThat(lastPage(snapshots)).contains("node-24999.", "\"data-flood\":\"1-3999\"", END);
            assertWorked(page);
        }
    }

    @Test
    void a_canvas_that_may_not_be_read_costs_nothing_but_its_picture() throws Exception {
        try (BrowserContext visitor = chromium.context(800, 600);
                FixturePages elsewhere = new FixturePages("fidelity")) {
            RecordingsOf recordings = new RecordingsOf(host);
            Set<String> before = recordings.links();
            Page page = open(visitor, "", "", host.url());
            JsonNode recording = recordings.awaitAdded(before, () -> show(page));
            assertThat(page.evaluate("source => new Promise(done => taint(source, done))", elsewhere.url() + "pic.svg"))
                    .isEqualTo("tainted");
            work(page);
            end(page);
            JsonNode document = awaitEnd(page, recording);
            assertThat(document.toString()).contains("\"tagName\":\"canvas\"").doesNotContain("drawImage");
            assertWorked(page);
        }
    }

    @Test
    void hosts_that_are_not_there_or_hang_or_answer_with_a_page_leave_the_page_alone() throws Exception {
        pages.script("decide/", "<!doctype html><p>Please log in</p>".getBytes(StandardCharsets.UTF_8));
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            String refused = "http://127.0.0.1:" + freePort();
            for (String other : List.of(refused, "http://127.0.0.1:" + hangs.getLocalPort(), pages.url())) {
                RecordingsOf recordings = new RecordingsOf(host);
                Set<String> before = recordings.links();
                try (BrowserContext visitor = chromium.context(800, 600)) {
                    Page page = visitor.newPage();
                    page.waitForRequest(request -> request.url().contains("/decide/"), () -> go(page, "", "", other));
                    work(page);
                    assertWorked(page);
                }
                assertThat(recordings.links()).isEqualTo(before);
            }
        }
    }

    @Test
    void what_a_proxy_answers_in_the_hosts_place_is_no_receipt() throws Exception {
        try (BrowserContext visitor = chromium.context(800, 600)) {
            RecordingsOf recordings = new RecordingsOf(host);
            Set<String> before = recordings.links();
            Page page = visitor.newPage();
            AtomicInteger answered = new AtomicInteger();
            page.route("**/s/*", route -> {
                answered.incrementAndGet();
                route.fulfill(new Route.FulfillOptions()
                        .setStatus(200)
                        .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))
                        .setContentType("text/html")
                        .setBody("<p>Please log in</p>"));
            });
            go(page, "", "", host.url());
            host.api()
                    .waitFor(
                            "/api/projects",
                            projects -> {
                                show(page);
                                return answered.get() > 0;
                            },
                            PATIENCE);
            work(page);
            end(page);
            page.unroute("**/s/*");
            JsonNode recording = recordings.awaitAdded(before, () -> show(page));
            assertThat(awaitEnd(page, recording).toString()).contains("visible-word");
            assertWorked(page);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private Page open(BrowserContext visitor, String hostility, String policy, String host) throws IOException {
        Page page = visitor.newPage();
        go(page, hostility, policy, host);
        return page;
    }

    private void go(Page page, String hostility, String policy, String recordedAt) {
        pages.script(
                "hostility.js",
                (hostility.isEmpty() ? "" : Resources.text("hostile/" + hostility)).getBytes(StandardCharsets.UTF_8));
        pages.script(
                "client.js",
                ("{ const s = document.createElement('script'); s.src = '" + host.url()
                                + "/static/session-recording/session-recorder.js'; s.onload = () => sessionRecorder.init('"
                                + host.token() + "', { host: '" + recordedAt + "' }); document.head.append(s); }")
                        .getBytes(StandardCharsets.UTF_8));
        pages.headers(
                "page.html",
                policy.isEmpty() ? Map.of() : Map.of("Content-Security-Policy", policy.replace("HOST", host.url())));
        page.navigate(pages.url() + "page.html");
    }

    /** What a visitor does. */
    private static void work(Page page) {
        page.click("#count");
        page.mouse().move(5, 5);
    }

    private static void end(Page page) {
        page.evaluate("end => document.body.setAttribute('data-mark', end)", END);
    }

    private static void assertWorked(Page page) {
        assertThat(page.textContent("#count")).isEqualTo("1");
        assertThat(page.getAttribute("html", "data-failures")).isNull();
    }

    /** A page that is seen again sends what it holds. */
    private static void show(Page page) {
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
    }

    private JsonNode awaitEnd(Page page, JsonNode recording, String... others) {
        return host.api()
                .waitFor(
                        RecordingsOf.snapshots(recording),
                        document -> {
                            show(page);
                            String all = document.toString();
                            return all.contains(END) && Stream.of(others).allMatch(all::contains);
                        },
                        PATIENCE);
    }

    private static boolean isGapOfFlood(JsonNode snapshot) {
        return snapshot.at("/data/tag").asText().equals("$recording_gap")
                && snapshot.at("/data/payload/reason").asText().contains("too fast")
                && snapshot.at("/data/payload/changes").asInt() > 10_000;
    }

    private static int changes(JsonNode snapshot) {
        return snapshot.at("/data/adds").size()
                + snapshot.at("/data/attributes").size();
    }

    private static String lastPage(List<JsonNode> snapshots) {
        return snapshots.stream()
                .filter(each -> each.path("type").asInt() == 2)
                .reduce((first, second) -> second)
                .orElseThrow()
                .toString();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
