package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.sessionrecording.harness.Chromium;

/** A host, a gate before it, a site that is recorded through the gate, and a browser. For the thread of its test class. */
final class RecorderFixture implements AutoCloseable {
    static final CaptureGate.Answer NO = CaptureGate.Answer.json("{\"sessionRecording\":false}");
    private static final String LIST = "/api/projects/1/recordings";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    final RunningHost host;
    final Chromium chromium;
    final CaptureGate gate;
    final RecordedSite site;

    RecorderFixture(Path data) throws Exception {
        host = RunningHost.start(data);
        gate = new CaptureGate(host.url());
        site = new RecordedSite(gate.url(), host.token());
        chromium = new Chromium();
    }

    /** A new visitor. */
    BrowserContext visitor() {
        return chromium.context(1000, 700);
    }

    /** Opens the site with options for its snippet. */
    Page open(BrowserContext visitor, String options) {
        Page page = visitor.newPage();
        page.navigate(site.url(options));
        return page;
    }

    Page open(BrowserContext visitor) {
        return open(visitor, "{}");
    }

    /** Opens the site and waits until it is recorded. */
    Page openRecorded(BrowserContext visitor, String options) {
        Page page = open(visitor, options);
        awaitRecording(page);
        return page;
    }

    Page openRecorded(BrowserContext visitor) {
        return openRecorded(visitor, "{}");
    }

    /** A visit that was recorded, and is stored, so that the next one begins before the answer; none of it is seen any more. */
    Page visitBefore(BrowserContext visitor) {
        Page page = openRecorded(visitor);
        page.click("#b");
        String session = sessionOf(page);
        leave(page);
        snapshotsWith(session, "click-1.");
        gate.reset();
        return page;
    }

    /** Until the host agreed and snapshots of the page were sent, or wait to be. */
    void awaitRecording(Page page) {
        await(
                page,
                () -> decision(page) && (storedPieces(page) > 0 || wasSent("$window_id", windowOf(page))),
                "recorded");
    }

    private boolean wasSent(String property, String value) {
        return gate.events().stream()
                .filter(event -> event.path("event").asText().equals("$snapshot"))
                .anyMatch(event ->
                        event.path("properties").path(property).asText().equals(value));
    }

    private static boolean decision(Page page) {
        return Boolean.TRUE.equals(page.evaluate("Object.keys(localStorage).some(key => key.endsWith('.decision'))"));
    }

    /** How many pieces wait in the page's journal. */
    static int storedPieces(Page page) {
        return ((Number) page.evaluate("""
                async () => {
                  if (!(await indexedDB.databases()).some(({ name }) => name === "session-recorder")) return 0;
                  const db = await new Promise((done) => (indexedDB.open("session-recorder").onsuccess = (e) => done(e.target.result)));
                  const count = db.objectStoreNames.length === 0 ? 0 : await new Promise((done) =>
                    (db.transaction("pieces").objectStore("pieces").count().onsuccess = (e) => done(e.target.result)));
                  db.close();
                  return count;
                }
                """)).intValue();
    }

    /** Whether so many pieces wait; meanwhile the page changes, and tries to send as one that is seen again. */
    static boolean storedMore(Page page, int pieces) {
        page.evaluate("add('more.'); document.dispatchEvent(new Event('visibilitychange'))");
        return storedPieces(page) >= pieces;
    }

    /** All that the page can see of its storage: keys and values, and names of databases. */
    static JsonNode storage(Page page) {
        return json(page.evaluate("""
                async () => JSON.stringify({
                  local: { ...localStorage }, tab: { ...sessionStorage },
                  databases: (await indexedDB.databases()).map(({ name }) => name), cookies: document.cookie,
                })
                """));
    }

    String sessionOf(Page page) {
        return kept(page, "session").path("id").asText();
    }

    private String windowOf(Page page) {
        return json(page.evaluate("key => sessionStorage.getItem(key)", "sr." + host.token() + ".session.window"))
                .path("id")
                .asText();
    }

    /** What the recorder keeps under a key, as JSON. */
    JsonNode kept(Page page, String key) {
        return json(page.evaluate("key => localStorage.getItem(key)", "sr." + host.token() + "." + key));
    }

    static JsonNode json(Object text) {
        try {
            return JSON.readTree(text == null ? "null" : text.toString());
        } catch (java.io.IOException e) {
            throw new AssertionError("No JSON: " + text, e);
        }
    }

    /** Leaves by going elsewhere, as people do; what waits is sent. */
    static void leave(Page page) {
        page.navigate("about:blank");
    }

    /** Until snapshots of a session were sent: the host agreed to it. */
    void awaitSent(Page page, String session) {
        await(page, () -> wasSent("$session_id", session), "sent");
    }

    /** The snapshots of a session once they are as wanted. */
    List<JsonNode> snapshots(String session, Predicate<List<JsonNode>> wanted) {
        api().waitFor(LIST, list -> find(list, session) != null, PATIENCE);
        JsonNode recording = find(api().get(LIST), session);
        JsonNode document =
                api().waitFor(RecordingsOf.snapshots(recording), found -> wanted.test(list(found)), PATIENCE);
        return list(document);
    }

    /** The snapshots of a session once one of them holds a mark. */
    List<JsonNode> snapshotsWith(String session, String mark) {
        return snapshots(session, list -> list.toString().contains(mark));
    }

    String link(String session) {
        return RecordingsOf.link(find(api().get(LIST), session));
    }

    boolean isRecorded(String session) {
        return find(api().get(LIST), session) != null;
    }

    Api api() {
        return host.api();
    }

    private static List<JsonNode> list(JsonNode document) {
        List<JsonNode> all = new ArrayList<>();
        document.path("snapshots").forEach(all::add);
        return all;
    }

    private static @org.jspecify.annotations.Nullable JsonNode find(JsonNode list, String session) {
        for (JsonNode recording : list.path("results")) {
            if (recording.path("session_id").asText().equals(session)) {
                return recording;
            }
        }
        return null;
    }

    /** Waits for something that comes about outside of a page, or within several. */
    void await(Page page, BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not " + what + " within " + PATIENCE + "; requests: " + gate.paths());
            }
            page.waitForTimeout(20); // lets the browser's events in
        }
    }

    @Override
    public void close() throws Exception {
        try (host;
                gate;
                site) {
            chromium.close();
        }
    }
}
