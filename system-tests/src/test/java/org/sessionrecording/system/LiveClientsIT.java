package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.system.ShopPage.Ending;
import org.sessionrecording.wire.WireSamples;

/** The client of each era, from npm and unmodified, records a visit; what is replayed is what the visitor saw. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveClientsIT {
    static Stream<Arguments> visits() {
        return WireSamples.ERAS.stream()
                .flatMap(era -> Stream.of(Ending.values()).map(ending -> Arguments.of(era, ending)));
    }

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        chromium = new Chromium();
    }

    @AfterAll
    void stop() throws Exception {
        chromium.close();
        host.close();
    }

    @ParameterizedTest
    @MethodSource("visits")
    void the_replay_ends_with_the_page_that_the_visitor_left(String era, Ending ending) throws Exception {
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        String mark = "last-of-" + era + "-" + ending;
        try (ShopPage shop = ShopPage.serve(era, host);
                BrowserContext visitor = chromium.context(1200, 800)) {
            ShopPage.Visit visit = shop.visit(visitor, ending, mark);
            JsonNode recording = recordings.awaitNew(before, mark);

            assertThat(visit.normalForm()).contains(mark).contains(ending == Ending.CHECKOUT ? "Thank you!" : "svg:");
            NormalForm.assertSame(replayed(recording, shop.url(), mark), visit.normalForm());
        }
    }

    private String replayed(JsonNode recording, String url, String name) throws Exception {
        try (BrowserContext browser = chromium.context(1400, 1000)) {
            host.login(browser);
            try (PlayerPage player = PlayerPage.atTheEnd(host, browser, RecordingsOf.link(recording))) {
                player.screenshot(name);
                player.assertNoErrors();
                return NormalForm.of(player, url);
            }
        }
    }
}
