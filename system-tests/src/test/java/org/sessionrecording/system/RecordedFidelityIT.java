package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
 * What a page can show, recorded and replayed: the same nodes with the same computed styles, and for pictures the same look.
 * One visit to one page with all of it for each client.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedFidelityIT {
    /** Sections of {@code fidelity/page.html}: those that are pictures, also looked at. */
    private static final List<String> SVG = List.of("gradients", "uses", "foreign", "chart", "datauris");

    private static final List<String> OWN_PICTURES = List.of("external", "canvas", "fonts");
    private static final List<String> STRUCTURE = List.of("shadow", "adopted", "frames");
    /** Lines of a section, at least. */
    private static final int FEW = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private final Map<Recorder, Seen> seen = new HashMap<>();
    private RunningHost host;
    private Chromium chromium;
    private FixturePages pages;

    /** Sections as they were and as they are replayed. */
    private record Seen(Map<String, Section> visited, Map<String, Section> replayed, String link, String snapshots) {}

    private record Section(String normalForm, byte[] picture) {}

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        host.settings(Map.of("record_canvas", true));
        chromium = new Chromium();
        pages = new FixturePages("fidelity");
    }

    @AfterAll
    void stop() throws Exception {
        pages.close();
        chromium.close();
        host.close();
    }

    static Stream<Arguments> pictures() {
        return Stream.concat(
                Recorder.all().flatMap(recorder -> SVG.stream().map(section -> Arguments.of(recorder, section))),
                OWN_PICTURES.stream().map(section -> Arguments.of(Recorder.OWN, section)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void pictures_are_replayed_as_they_looked(Recorder recorder, String section) throws Exception {
        Seen both = visit(recorder);
        Section visited = both.visited().get(section);
        Section replayed = both.replayed().get(section);
        Pictures.assertSeen(section, visited.picture());
        NormalForm.assertSame(replayed.normalForm(), visited.normalForm(), FEW);
        Pictures.assertSame(recorder + "-" + section, replayed.picture(), visited.picture());
    }

    static Stream<Arguments> structure() {
        return Recorder.modern().stream()
                .flatMap(recorder -> STRUCTURE.stream().map(section -> Arguments.of(recorder, section)));
    }

    @ParameterizedTest
    @MethodSource("structure")
    void trees_frames_and_style_sheets_are_replayed_as_they_were(Recorder recorder, String section) throws Exception {
        Seen both = visit(recorder);
        NormalForm.assertSame(
                both.replayed().get(section).normalForm(),
                both.visited().get(section).normalForm(),
                FEW);
    }

    @Test
    void media_stand_as_they_stood_when_a_recording_was_played() throws Exception {
        try (BrowserContext browser = chromium.context(1400, 1000)) {
            host.login(browser);
            try (PlayerPage player =
                    PlayerPage.play(host, browser, visit(Recorder.OWN).link())) {
                player.await("finished");
                assertThat(media(player)).isEqualTo("muted true, volume 0.25, rate 2, paused true, at 1.5");
            }
        }
    }

    @Test
    void nothing_of_a_canvas_is_drawn_by_script_in_a_replay() throws Exception {
        assertThat(visit(Recorder.OWN).replayed().get("canvas").normalForm()).contains("img ");
        assertThat(visit(Recorder.OWN).snapshots()).contains("drawImage");
    }

    private Seen visit(Recorder recorder) throws Exception {
        Seen known = seen.get(recorder);
        if (known == null) {
            known = record(recorder);
            seen.put(recorder, known);
        }
        return known;
    }

    private Seen record(Recorder recorder) throws Exception {
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        String mark = "end-with-" + recorder;
        String url = pages.page("page.html", recorder + ".html", recorder.script(host, pages));
        Map<String, Section> visited;
        JsonNode recording;
        try (BrowserContext visitor = chromium.context(800, 600)) {
            Page page = visitor.newPage();
            page.navigate(url);
            recorder.awaitStart(page, recordings, before);
            page.evaluate("live()");
            page.mouse().move(5, 5);
            visited = sections(page, url);
            page.evaluate("mark => document.body.setAttribute('data-mark', mark)", mark);
            if (recorder.isOwn()) {
                recording = awaitAll(recordings, before, page, mark);
            } else {
                // in 2020 clients kept what they held when the visitor left, so that visitor stays
                if (Recorder.modern().contains(recorder)) {
                    page.navigate("about:blank");
                }
                recording = recordings.awaitNew(before, mark);
            }
        }
        try (BrowserContext browser = chromium.context(1400, 1000)) {
            host.login(browser);
            try (PlayerPage player = PlayerPage.atTheEnd(host, browser, RecordingsOf.link(recording))) {
                player.assertNoErrors();
                String snapshots =
                        host.api().get(RecordingsOf.snapshots(recording)).toString();
                return new Seen(visited, sections(player, url), RecordingsOf.link(recording), snapshots);
            }
        }
    }

    /** Until files and pictures, which follow when the browser has them, are stored too. */
    private JsonNode awaitAll(RecordingsOf recordings, Set<String> before, Page page, String mark) {
        JsonNode recording = recordings.awaitNew(before, "rr");
        host.api()
                .waitFor(
                        RecordingsOf.snapshots(recording),
                        document -> {
                            Recorder.show(page);
                            String all = document.toString();
                            return all.contains(mark) && all.contains("sr1-star") && all.split("drawImage").length > 2;
                        },
                        PATIENCE);
        return recording;
    }

    private static Map<String, Section> sections(Page page, String url) {
        Map<String, Section> sections = new HashMap<>();
        for (String id : names()) {
            sections.put(
                    id,
                    new Section(
                            NormalForm.of(page, url, id), page.locator("#" + id).screenshot()));
        }
        return sections;
    }

    private static Map<String, Section> sections(PlayerPage player, String url) {
        String unscaled = Resources.text("replay-unscaled.js");
        player.theatre().frameElement().evaluate(unscaled);
        player.theatre()
                .frameElement()
                .evaluate("frame => { frame.style.width = '1200px'; frame.style.height = '900px'; }");
        player.theatre().evaluate("() => (" + unscaled + ")(document.querySelector('iframe'))");
        FrameLocator replayed = player.theatre().frameLocator("iframe");
        Map<String, Section> sections = new HashMap<>();
        for (String id : names()) {
            sections.put(
                    id,
                    new Section(
                            NormalForm.of(player, url, id),
                            replayed.locator("#" + id).screenshot()));
        }
        return sections;
    }

    private static List<String> names() {
        return Stream.of(SVG, OWN_PICTURES, STRUCTURE).flatMap(List::stream).toList();
    }

    private static String media(PlayerPage player) {
        return (String) player.inReplayed(
                "document => { const tone = document.querySelector('#tone'); return `muted ${tone.muted}, volume ${tone.volume},"
                        + " rate ${tone.playbackRate}, paused ${tone.paused}, at ${tone.currentTime}` }",
                null);
    }
}
