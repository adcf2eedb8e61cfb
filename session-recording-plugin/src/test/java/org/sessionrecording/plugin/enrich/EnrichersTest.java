package org.sessionrecording.plugin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

class EnrichersTest {
    private static final String CONSOLE =
            "{\"plugin\":\"rrweb/console@1\",\"payload\":{\"level\":\"%s\",\"payload\":%s}}";

    @Test
    void a_page_stands_once_however_often_the_client_repeats_it() {
        Facts facts = Chunks.facts(
                new PagesEnricher(),
                List.of(
                        Chunks.at(0, 4, "{\"href\":\"/a?token=1\"}"),
                        Chunks.at(1, 5, "{\"tag\":\"$pageview\",\"payload\":{\"href\":\"/a?token=1\"}}"),
                        Chunks.at(2, 5, "{\"tag\":\"$url_changed\",\"payload\":{\"href\":\"/b\"}}"),
                        Chunks.at(3, 5, "{\"tag\":\"other\",\"payload\":{\"href\":\"/c\"}}"),
                        Chunks.at(4, 4, "{\"href\":\"/a?token=1\"}"),
                        Chunks.at(5, 4, "{\"href\":\"\"}")));
        Fact.Timeline pages = (Fact.Timeline) facts.find("pages").orElseThrow();
        assertThat(pages.moments()).extracting(Fact.Moment::text).containsExactly("/a?token=1", "/b", "/a?token=1");
        assertThat(((Fact.First) facts.find("start_url").orElseThrow()).moment().text())
                .isEqualTo("/a?token=1");
    }

    @Test
    void viewports_that_are_no_numbers_are_left_out() {
        Facts facts = Chunks.facts(
                new ViewportEnricher(),
                List.of(
                        Chunks.at(0, 4, "{\"width\":412.5,\"height\":914.25}"),
                        Chunks.at(1, 3, "{\"source\":4,\"width\":\"<b>\",\"height\":1}"),
                        Chunks.at(2, 3, "{\"source\":4,\"width\":-1,\"height\":1}"),
                        Chunks.at(3, 3, "{\"source\":3,\"width\":1,\"height\":1}"),
                        Chunks.at(4, 3, "{\"source\":4,\"width\":914,\"height\":412}")));
        Fact.Timeline viewport = (Fact.Timeline) facts.find("viewport").orElseThrow();
        assertThat(viewport.moments()).extracting(Fact.Moment::text).containsExactly("412x914", "914x412");
    }

    @Test
    void what_a_script_changed_is_no_keypress() {
        Facts facts = Chunks.facts(
                new KeypressEnricher(),
                List.of(
                        Chunks.at(0, 3, "{\"source\":5,\"text\":\"a\",\"userTriggered\":true}"),
                        Chunks.at(1, 3, "{\"source\":5,\"text\":\"b\",\"userTriggered\":false}")));
        assertThat(facts.find("keypresses")).contains(new Fact.Count(1));
    }

    @Test
    void active_time_ends_a_second_after_the_last_action() {
        Facts facts = Chunks.facts(
                new ActivityEnricher(),
                List.of(
                        Chunks.at(0, 2, "{}"),
                        Chunks.at(0.9, 3, "{\"source\":1}"),
                        Chunks.at(3, 3, "{\"source\":5}"),
                        Chunks.at(2, 3, "{\"source\":3}"),
                        Chunks.at(60, 3, "{\"source\":6}"),
                        Chunks.at(70, 3, "{\"source\":0}"),
                        Chunks.at(80, 3, "{\"source\":4}")));
        Fact.Spans active = (Fact.Spans) facts.find("active_seconds").orElseThrow();
        assertThat(active.spans())
                .containsExactly(
                        new Fact.Span(Chunks.START.plusMillis(900), Chunks.START.plusMillis(1_900)),
                        new Fact.Span(Chunks.START.plusSeconds(2), Chunks.START.plusSeconds(4)),
                        new Fact.Span(Chunks.START.plusSeconds(60), Chunks.START.plusSeconds(61)));
    }

    @Test
    void forged_instants_add_no_more_than_a_recording_may_last() {
        List<TestSnapshot> forged = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            forged.add(Chunks.at(i * 3_600.0, 3, "{\"source\":1}"));
        }
        Fact.Spans active = (Fact.Spans) Chunks.facts(new ActivityEnricher(), forged)
                .find("active_seconds")
                .orElseThrow();
        assertThat(active.spans()).hasSize(24);
        assertThat(active.total()).isEqualTo(Duration.ofSeconds(24));
    }

    @Test
    void heavy_parts_stand_with_their_kilobytes_and_nothing_else_that_a_page_may_send() {
        String weights =
                "{\"tag\":\"$recording_weights\",\"payload\":{\"weights\":[{\"selector\":\"#live\",\"size\":412999,\"changes\":3},"
                        + "{\"selector\":\"p\",\"size\":12},{\"selector\":\"" + "x".repeat(300)
                        + "\",\"size\":9000},7]}}";
        Facts facts = Chunks.facts(
                new HeavyPartsEnricher(),
                List.of(
                        Chunks.at(1, 5, weights),
                        Chunks.at(2, 5, "{\"tag\":\"$recording_weights\",\"payload\":{\"weights\":\"no list\"}}"),
                        Chunks.at(3, 5, "{\"tag\":\"other\",\"payload\":{\"weights\":[]}}")));
        assertThat(((Fact.Timeline) facts.find("heavy_parts").orElseThrow()).moments())
                .extracting(Fact.Moment::text)
                .containsExactly("#live (412 kB)");
    }

    @Test
    void errors_of_the_console_stand_with_their_messages() {
        Facts facts = Chunks.facts(
                new ConsoleErrorsEnricher(),
                List.of(
                        Chunks.at(1, 6, String.format(CONSOLE, "error", "[\"\\\"boom\\\"\",\"{\\\"a\\\":1}\"]")),
                        Chunks.at(2, 6, String.format(CONSOLE, "warn", "[\"\\\"careful\\\"\"]")),
                        Chunks.at(3, 6, String.format(CONSOLE, "error", "[\"not json\"]")),
                        Chunks.at(4, 6, String.format(CONSOLE, "error", "[\"\\\"" + "x".repeat(2_000) + "\\\"\"]")),
                        Chunks.at(5, 6, "{\"plugin\":\"rrweb/network@1\",\"payload\":{\"level\":\"error\"}}")));
        assertThat(facts.find("console_error_count")).contains(new Fact.Count(3));
        Fact.Timeline errors = (Fact.Timeline) facts.find("console_errors").orElseThrow();
        assertThat(errors.moments())
                .extracting(Fact.Moment::text)
                .containsExactly("boom {\"a\":1}", "not json", "x".repeat(300) + "…");
    }

    @Test
    void pages_without_errors_have_no_fact_of_them() {
        assertThat(Chunks.facts(new ConsoleErrorsEnricher(), List.of(Chunks.at(1, 2, "{}"))))
                .isEqualTo(Facts.none());
    }
}
