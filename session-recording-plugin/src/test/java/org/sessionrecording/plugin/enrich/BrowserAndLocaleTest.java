package org.sessionrecording.plugin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.wire.WireSamples;

class BrowserAndLocaleTest {
    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
            + "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1";
    private static final String PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 "
            + "(KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36";
    private static final String TABLET = "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 "
            + "(KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0";

    @Test
    void reads_the_user_agent_of_real_requests() {
        String userAgent = WireSamples.requests("posthog-js-1.449.2").get(1).userAgent();
        Map<String, String> facts = browser(Chunks.context(userAgent, "", Map.of()));
        assertThat(facts)
                .containsEntry("browser", "HeadlessChrome")
                .containsEntry("browser_version", "156.0")
                .containsEntry("os", "Linux")
                .containsEntry("device_type", "Desktop");
    }

    @Test
    void knows_phones_tablets_and_desktops() {
        assertThat(browser(Chunks.context(IPHONE, "", Map.of())))
                .containsEntry("browser", "Mobile Safari")
                .containsEntry("os", "iOS")
                .containsEntry("os_version", "17.4")
                .containsEntry("device", "iPhone")
                .containsEntry("device_type", "Mobile");
        assertThat(browser(Chunks.context(PIXEL, "", Map.of())))
                .containsEntry("device", "Pixel 8")
                .containsEntry("device_type", "Mobile");
        assertThat(browser(Chunks.context(TABLET, "", Map.of()))).containsEntry("device_type", "Tablet");
        assertThat(browser(Chunks.context(FIREFOX, "", Map.of())))
                .containsEntry("browser", "Firefox")
                .containsEntry("os", "Windows")
                .doesNotContainKey("device");
    }

    @Test
    void what_the_client_says_of_itself_wins() {
        Map<String, String> said =
                Map.of("$raw_user_agent", FIREFOX, "$browser", "Firefox iOS", "$device_type", "Mobile");
        assertThat(browser(Chunks.context(IPHONE, "", said)))
                .containsEntry("browser", "Firefox iOS")
                .containsEntry("os", "Windows")
                .containsEntry("device_type", "Mobile");
    }

    @Test
    void without_a_user_agent_nothing_is_made_up() {
        assertThat(browser(Chunks.context())).isEmpty();
    }

    @Test
    void the_recording_keeps_the_browser_it_began_with() {
        SnapshotEnricher enricher = new BrowserEnricher();
        Facts late = Chunks.facts(enricher, Chunks.context(IPHONE, "", Map.of()), List.of(Chunks.at(9, 2, "{}")));
        Facts early = Chunks.facts(enricher, Chunks.context(FIREFOX, "", Map.of()), List.of(Chunks.at(1, 2, "{}")));
        assertThat(texts(late.merge(early))).containsEntry("browser", "Firefox");
    }

    @Test
    void answers_kept_are_bounded_and_long_agents_are_cut() {
        UserAgents userAgents = new UserAgents();
        for (int i = 0; i < 1_100; i++) {
            userAgents.read("agent " + i);
        }
        assertThat(userAgents.kept()).isEqualTo(1_000);
        assertThat(userAgents.read(FIREFOX + "x".repeat(100_000)).userAgent.family)
                .isEqualTo("Firefox");
    }

    @Test
    void the_language_is_the_clients_or_the_first_that_its_browser_accepts() {
        assertThat(locale("de-AT,de;q=0.9,en;q=0.8", Map.of())).containsExactly(Map.entry("language", "de-AT"));
        assertThat(locale("de", Map.of("$browser_language", "nb-NO", "$timezone", "Europe/Oslo")))
                .containsExactly(Map.entry("language", "nb-NO"), Map.entry("timezone", "Europe/Oslo"));
        assertThat(locale("*", Map.of())).isEmpty();
        assertThat(locale("<script>", Map.of())).isEmpty();
    }

    private static Map<String, String> browser(ChunkContext context) {
        return texts(Chunks.facts(new BrowserEnricher(), context, List.of(Chunks.at(1, 2, "{}"))));
    }

    private static Map<String, String> locale(String acceptLanguage, Map<String, String> properties) {
        ChunkContext context = Chunks.context("", acceptLanguage, properties);
        return texts(Chunks.facts(new LocaleEnricher(), context, List.of(Chunks.at(1, 2, "{}"))));
    }

    private static Map<String, String> texts(Facts facts) {
        Map<String, String> texts = new TreeMap<>();
        facts.byName()
                .forEach((name, fact) ->
                        texts.put(name, ((Fact.First) fact).moment().text()));
        return texts;
    }
}
