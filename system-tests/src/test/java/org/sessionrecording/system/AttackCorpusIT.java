package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitUntilState;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.harness.Chromium;

/**
 * A corpus of recordings that attack whoever watches them, on the recording's page, by a share link, and from an exported file:
 * none of their scripts runs, and nobody outside hears of it. Each snapshot of the corpus names its listener as {@code URL}, and
 * its script as {@code OWN}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackCorpusIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "the end of it is here";
    /** By a content security policy, or since another origin's document may not be used at all. */
    private static final Set<String> STOPPED = Set.of("csp", "origin");

    private static final String PLAYER = "[data-session-recording-player]";
    /** What any script of a recording leaves in whatever window it reaches. */
    private static final String OWNED = """
            () => [window, ...[...document.querySelectorAll('iframe')].map(each => each.contentWindow)]
              .filter(each => { try { return each.owned !== undefined || each.Object.prototype.polluted !== undefined; } catch { return false; } })
              .length
            """;

    private static final String REPLAYED = """
            () => [...document.querySelectorAll('iframe')]
              .map(each => { try { return each.contentDocument?.body?.textContent ?? ''; } catch { return ''; } }).join(' ')
            """;

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private Eavesdropper eavesdropper;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
        eavesdropper = new Eavesdropper();
    }

    @AfterAll
    void stop() throws Exception {
        eavesdropper.close();
        chromium.close();
        host.close();
    }

    /** A browser that notes what it asks anybody for, and each dialog. */
    private final class Watched implements AutoCloseable {
        private final BrowserContext browser = chromium.context(1280, 900);
        private final List<String> trouble = new CopyOnWriteArrayList<>();

        Watched(boolean loggedIn) {
            if (loggedIn) {
                host.login(browser);
            }
            // one that a policy stops is announced as well, and never leaves the browser
            browser.onRequestFinished(request -> note(request.url()));
            browser.onRequestFailed(request -> {
                if (!STOPPED.contains(request.failure())) {
                    note(request.url() + " " + request.failure());
                }
            });
            browser.onDialog(Dialog::dismiss);
            browser.onDialog(dialog -> trouble.add("dialog " + dialog.message()));
        }

        private void note(String url) {
            boolean ours = url.startsWith(host.url() + "/") || url.startsWith(host.replayUrl() + "/");
            boolean local = url.startsWith("data:")
                    || url.startsWith("blob:")
                    || url.startsWith("about:")
                    || url.startsWith("file:");
            if (!ours && !local) {
                trouble.add("request " + url);
            }
        }

        Page open(String url) {
            Page page = browser.newPage();
            // an attack may keep a file from being loaded to the end, which a page that plays meanwhile does not mind
            page.navigate(url, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            return page;
        }

        /** In every frame, however deep, and after a click and a key in each. */
        void assertNothingHappened(Page page) {
            assertThat(eavesdropper.heard()).isEmpty();
            assertThat(trouble).isEmpty();
            stages(page)
                    .forEach(frame ->
                            assertThat(frame.evaluate(OWNED)).as(frame.url()).isEqualTo(0));
            // what was asked for goes through the browser's network before this does
            page.evaluate(
                    "url => fetch(url).catch(() => 0)",
                    page.url().startsWith("file:") ? "data:," : host.url() + "/favicon.ico");
            assertThat(trouble).isEmpty();
            assertThat(eavesdropper.heard()).isEmpty();
        }

        @Override
        public void close() {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"script-urls", "handlers", "reaching-out", "svg", "css", "frames-forms", "pollution"})
    void an_attack_does_nothing_wherever_it_is_watched(String attack) throws Exception {
        JsonNode recording = forge(attack);
        watch(recording, attack);
        host.settings(Map.of("replay_assets", true));
        watch(recording, attack); // the listener is on this machine, which the host refuses to fetch from
        host.settings(Map.of("replay_assets", false));
        String token = host.api()
                .post(RecordingsOf.of(recording) + "/share", "{}")
                .path("token")
                .asText();
        try (Watched sharee = new Watched(false)) {
            Page page = sharee.open(host.url() + "/shared/recording?share=" + token + "&t=1000000");
            awaitEnd(page, attack);
            sharee.assertNothingHappened(page);
        }
        try (Watched offline = new Watched(false)) {
            Page page = offline.open(export(recording).toUri().toString());
            page.waitForSelector("html[data-loaded=true]");
            awaitMark(page, attack);
            provoke(page);
            offline.assertNothingHappened(page);
        }
    }

    private void watch(JsonNode recording, String attack) {
        try (Watched watcher = new Watched(true)) {
            Page page = watcher.open(host.url() + RecordingsOf.link(recording) + "?t=1000000");
            awaitEnd(page, attack);
            provoke(page);
            watcher.assertNothingHappened(page);
        }
    }

    private static void awaitEnd(Page page, String attack) {
        page.waitForSelector(PLAYER + "[data-state=finished]");
        awaitMark(page, attack);
    }

    /** The frames whose scripts are ours: the page itself, and the one in which rrweb works. */
    private static List<Frame> stages(Page page) {
        return page.frames().stream()
                .filter(frame -> frame.parentFrame() == null || frame.url().contains("/replay.html"))
                .toList();
    }

    /** The recording was rebuilt at all: its last text stands in a frame. */
    private static void awaitMark(Page page, String attack) {
        page.waitForCondition(() -> page.frames().stream().anyMatch(frame -> String.valueOf(
                        frame.evaluate("() => document.body ? document.body.textContent : ''"))
                .contains(MARK + " " + attack)));
    }

    /** Clicks and types on all that can be reached, as a curious person would, and as no script of the page can forbid. */
    private static void provoke(Page page) {
        for (Frame frame : stages(page)) {
            frame.evaluate("""
                    () => {
                      for (const frame of document.querySelectorAll('iframe')) {
                        const inside = frame.contentDocument;
                        for (const each of inside ? inside.querySelectorAll('a, button, summary, [tabindex], [onmouseover]') : []) {
                          try {
                            each.click();
                            each.focus();
                            each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
                          } catch (e) {
                            continue; // some elements refuse
                          }
                        }
                        for (const form of inside ? inside.forms : []) {
                          try {
                            HTMLFormElement.prototype.requestSubmit.call(form);
                          } catch (e) {
                            continue;
                          }
                        }
                      }
                    }
                    """);
        }
    }

    private Path export(JsonNode recording) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + RecordingsOf.of(recording) + "/export"))
                .header("Authorization", "Bearer " + RunningHost.API_KEY)
                .build();
        Path file = Files.createTempFile(folder, "export", ".html");
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        return file;
    }

    @Test
    void facts_addresses_and_ids_that_are_markup_are_text_on_every_page() throws Exception {
        String markup =
                "\"'><img src=x onerror=window.owned=1><script>window.owned=1</script><svg/onload=window.owned=1>{{7*7}}";
        long now = System.currentTimeMillis();
        ArrayNode snapshots = JSON.createArrayNode();
        snapshots.add(meta(now, "javascript:window.owned=1//" + markup));
        snapshots.add(full(now, read("handlers", "markup").path("node")));
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        post(markup, "session " + markup, "window " + markup, snapshots);
        JsonNode recording = recordings.awaitNew(before, MARK);
        assertThat(recording.path("distinct_id").asText()).isEqualTo(markup);
        String shared = host.api()
                .post(RecordingsOf.of(recording) + "/share", "{\"person\":true}")
                .path("url")
                .asText();
        try (Watched watcher = new Watched(true)) {
            for (String url : List.of(
                    host.url() + "/recordings",
                    host.url() + "/recordings?distinct_id=" + URLEncoder.encode(markup, StandardCharsets.UTF_8)
                            + "&url=" + URLEncoder.encode(markup, StandardCharsets.UTF_8),
                    host.url() + RecordingsOf.link(recording),
                    host.url() + RecordingsOf.link(recording).replace("/recording", "/erase"),
                    host.url() + "/storage",
                    shared)) {
                Page page = watcher.open(url);
                page.waitForLoadState(LoadState.DOMCONTENTLOADED);
                assertThat(page.querySelectorAll("img[src=x], script:not([src])"))
                        .as(url)
                        .isEmpty();
                watcher.assertNothingHappened(page);
            }
            Page page = watcher.open(host.url() + RecordingsOf.link(recording));
            page.waitForSelector(PLAYER + "[data-state=finished]");
            page.click("[data-share-open]");
            page.waitForSelector("dialog[open] [data-list] li");
            watcher.assertNothingHappened(page);
        }
    }

    @Test
    void json_that_nests_a_hundred_thousand_deep_is_refused_and_harms_nobody() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String event = "{\"event\":\"$snapshot\",\"properties\":{\"token\":\"" + host.token()
                + "\",\"distinct_id\":\"deep\",\"$session_id\":\"deep\",\"$window_id\":\"w\",\"$snapshot_data\":[{\"type\":5,"
                + "\"timestamp\":1,\"data\":" + deep + "}]}}";
        assertThat(host.api().ask("POST", "/s/", event).statusCode()).isEqualTo(413);
        assertThat(host.api().get("/api/projects/1/recordings?distinct_id=deep").path("results"))
                .isEmpty();
    }

    private JsonNode forge(String attack) {
        JsonNode read = read(attack, attack);
        long now = System.currentTimeMillis();
        ArrayNode snapshots = JSON.createArrayNode();
        snapshots.add(meta(now, eavesdropper.url()));
        snapshots.add(full(now, read.path("node")));
        int later = 0;
        for (JsonNode more : read.path("more")) {
            snapshots.add(((ObjectNode) more).put("timestamp", now + 100 * ++later));
        }
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        post("mallory " + attack, "session " + attack, "w", snapshots);
        return recordings.awaitNew(before, MARK);
    }

    private JsonNode read(String attack, String name) {
        try {
            return JSON.readTree(Resources.text("attacks/" + attack + ".json")
                    .replace("URL", eavesdropper.url())
                    .replace("PORT", URI.create(eavesdropper.url()).getPort() + "")
                    .replace("OWN", own())
                    .replace("MARK", MARK + " " + name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String own() {
        return "window.owned=1;top.owned=1;parent.owned=1;alert(1);fetch('" + eavesdropper.url() + "/owned')";
    }

    private static ObjectNode meta(long at, String href) {
        ObjectNode meta = JSON.createObjectNode().put("type", 4).put("timestamp", at);
        meta.putObject("data").put("href", href).put("width", 900).put("height", 600);
        return meta;
    }

    private static ObjectNode full(long at, JsonNode node) {
        ObjectNode full = JSON.createObjectNode().put("type", 2).put("timestamp", at);
        full.putObject("data")
                .<ObjectNode>set("node", node)
                .putObject("initialOffset")
                .put("left", 0)
                .put("top", 0);
        return full;
    }

    private void post(String person, String session, String window, ArrayNode snapshots) {
        ObjectNode event = JSON.createObjectNode().put("event", "$snapshot");
        event.putObject("properties")
                .put("token", host.token())
                .put("distinct_id", person)
                .put("$session_id", session)
                .put("$window_id", window)
                .set("$snapshot_data", snapshots);
        host.api()
                .capture(
                        "/s/",
                        "application/json",
                        "Mallory/1 <script>alert(1)</script>",
                        event.toString().getBytes(StandardCharsets.UTF_8));
    }
}
