package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

final class FactsCodecTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123Z");

    private static final Consumer<String> NOTHING_LEFT_OUT = enricher -> fail("left out facts of %s", enricher);

    private final FactsCodec codec = new FactsCodec();

    @Test
    void reads_back_every_kind_exactly() {
        Facts all = Facts.of(Map.of(
                "clicks", new Fact.Count(3),
                "browser", new Fact.First(new Fact.Moment(AT, "Firefox \"ş\" \n🎉")),
                "language", new Fact.Last(new Fact.Moment(AT.plusMillis(1), "tr-TR")),
                "urls", new Fact.Texts(List.of("b", "a")),
                "pages", new Fact.Timeline(List.of(new Fact.Moment(AT, "/a"), new Fact.Moment(AT.plusMillis(7), "/b"))),
                "active", new Fact.Spans(List.of(new Fact.Span(AT, AT.plusSeconds(5))))));
        Map<String, EnricherFacts> facts = Map.of(
                "session-recording/pages", new EnricherFacts(2, all), "other/x", new EnricherFacts(1, Facts.none()));

        assertThat(codec.read(codec.write(facts))).isEqualTo(new TreeMap<>(facts));
    }

    @Test
    void merging_goes_on_after_reading_back() {
        Map<String, EnricherFacts> stored = codec.read(codec.write(counted("p/e", 1, 2)));

        SortedMap<String, EnricherFacts> merged = FactsCodec.merge(stored, counted("p/e", 1, 3), NOTHING_LEFT_OUT);

        assertThat(merged).isEqualTo(new TreeMap<>(counted("p/e", 1, 5)));
        assertThat(FactsCodec.merge(counted("p/e", 1, 3), stored, NOTHING_LEFT_OUT))
                .isEqualTo(merged);
    }

    @Test
    void a_newer_version_of_an_enricher_replaces_the_older_whatever_the_order() {
        assertThat(FactsCodec.merge(counted("p/e", 1, 2), counted("p/e", 2, 7), NOTHING_LEFT_OUT))
                .isEqualTo(counted("p/e", 2, 7));
        assertThat(FactsCodec.merge(counted("p/e", 2, 7), counted("p/e", 1, 2), NOTHING_LEFT_OUT))
                .isEqualTo(counted("p/e", 2, 7));
    }

    @Test
    void keeps_what_is_known_where_a_fact_changed_its_kind_without_a_new_version() {
        Map<String, EnricherFacts> texts = texts(1);
        List<String> leftOut = new ArrayList<>();

        assertThat(FactsCodec.merge(counted("p/e", 1, 2), texts, leftOut::add)).isEqualTo(counted("p/e", 1, 2));
        assertThat(FactsCodec.merge(texts, counted("p/e", 1, 2), leftOut::add)).isEqualTo(texts);
        assertThat(leftOut).containsExactly("p/e", "p/e");
    }

    @Test
    void a_newer_version_may_change_a_facts_kind() {
        assertThat(FactsCodec.merge(counted("p/e", 1, 2), texts(2), NOTHING_LEFT_OUT))
                .isEqualTo(texts(2));
        assertThat(FactsCodec.merge(texts(2), counted("p/e", 1, 2), NOTHING_LEFT_OUT))
                .isEqualTo(texts(2));
    }

    private static Map<String, EnricherFacts> texts(int version) {
        Fact texts = new Fact.Texts(List.of("one"));
        return Map.of("p/e", new EnricherFacts(version, Facts.of(Map.of("clicks", texts))));
    }

    @Test
    void reads_an_empty_column_as_no_facts() {
        assertThat(codec.read("{}")).isEmpty();
        assertThat(FlatFacts.of(codec.read("{}"))).isEqualTo(Facts.none());
    }

    @Test
    void refuses_a_kind_it_does_not_know() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> codec.read("{\"p/e\":{\"version\":1,\"facts\":{\"x\":{\"histogram\":[1]}}}}"))
                .withMessageContaining("'histogram'");
    }

    @Test
    void names_the_plugin_where_two_use_the_same_name() {
        TreeMap<String, EnricherFacts> facts = new TreeMap<>();
        facts.putAll(counted("a/x", 1, 1));
        facts.putAll(counted("Über-plugin.b/y", 1, 2));
        facts.putAll(counted("Über-plugin.b/z", 1, 3));

        assertThat(FlatFacts.of(facts))
                .isEqualTo(Facts.of(Map.of(
                        "clicks", new Fact.Count(1),
                        "p_ber_plugin_b_clicks", new Fact.Count(2),
                        "p_ber_plugin_b_z_clicks", new Fact.Count(3))));
    }

    private static Map<String, EnricherFacts> counted(String enricher, int version, long clicks) {
        return Map.of(enricher, new EnricherFacts(version, Facts.of(Map.of("clicks", new Fact.Count(clicks)))));
    }
}
