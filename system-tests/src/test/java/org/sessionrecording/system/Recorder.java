package org.sessionrecording.system;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sessionrecording.wire.WireSamples;

/** A client as pages embed it: the plugin's own recorder, or posthog-js of some era, unmodified. */
record Recorder(String name) {
    static final Recorder OWN = new Recorder("session-recorder");

    /** posthog-js of three eras. */
    static Stream<Recorder> others() {
        return WireSamples.ERAS.stream().map(Recorder::new);
    }

    static Stream<Recorder> all() {
        return Stream.concat(Stream.of(OWN), others());
    }

    /** That of 2020 can neither be told settings, nor does it keep more than rrweb did then. */
    static List<Recorder> modern() {
        return all().filter(each -> !each.name.equals(WireSamples.ERAS.get(0))).toList();
    }

    boolean isOwn() {
        return equals(OWN);
    }

    /** What a page's script does to start it; its pages may be {@code pages}. */
    String script(RunningHost host, FixturePages pages) throws IOException {
        return script(host, pages, "{}");
    }

    /** @param options a JavaScript object */
    String script(RunningHost host, FixturePages pages, String options) throws IOException {
        if (isOwn()) {
            return load(host.url() + "/static/session-recording/session-recorder.js")
                    + "s.onload = () => sessionRecorder.init('" + host.token() + "', " + options + ");";
        }
        String file = name + ".js";
        pages.script(file, Files.readAllBytes(Path.of(System.getProperty("clients"), name, "dist", "array.js")));
        String defaults = "api_host: '" + host.url() + "', opt_out_useragent_filter: true, persistence: 'localStorage'";
        return load(pages.url() + file) + "s.onload = () => posthog.init('" + host.token() + "', { " + defaults
                + ", ..." + options + " });";
    }

    /** Until something of a page is recorded. */
    void awaitStart(Page page, RecordingsOf recordings, Set<String> before) {
        if (isOwn()) {
            recordings.awaitAdded(before, () -> show(page));
        } else {
            ShopPage.awaitRecorder(page);
        }
    }

    /** A page that is seen again sends at once what it holds. */
    static void show(Page page) {
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
    }

    private static String load(String address) {
        return "const s = document.createElement('script'); s.src = '" + address + "'; document.head.append(s);";
    }

    @Override
    public String toString() {
        return name;
    }
}
