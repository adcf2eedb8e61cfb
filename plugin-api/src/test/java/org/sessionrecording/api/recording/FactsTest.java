package org.sessionrecording.api.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    private static final Instant START = Instant.parse("2026-11-23T19:10:00Z");
    private static final Map<String, Function<Random, Fact>> KINDS = Map.of(
            "count", random -> new Fact.Count(random.nextInt(1000)),
            "first", random -> new Fact.First(moment(random)),
            "last", random -> new Fact.Last(moment(random)),
            "texts", random -> new Fact.Texts(List.of(text(random), text(random))),
            "timeline", random -> new Fact.Timeline(List.of(moment(random), moment(random))),
            "spans", random -> new Fact.Spans(List.of(span(random), span(random))));

    @Test
    void merges_are_associative_and_commutative() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            Facts a = facts(random);
            Facts b = facts(random);
            Facts c = facts(random);
            assertThat(a.merge(b)).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(Facts.none())).isEqualTo(a);
        }
    }

    @Test
    void merges_of_full_lists_do_not_depend_on_the_order() {
        Random random = new Random(6);
        List<Fact> timelines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            timelines.add(new Fact.Timeline(
                    List.of(new Fact.Moment(START.plusMillis(random.nextInt(100_000)), "page " + random.nextInt(9)))));
        }
        Fact inOrder = timelines.stream().reduce(Fact::merge).orElseThrow();
        java.util.Collections.shuffle(timelines, random);
        Fact shuffled = timelines.stream().reduce(Fact::merge).orElseThrow();
        assertThat(shuffled).isEqualTo(inOrder);
        assertThat(((Fact.Timeline) inOrder).moments()).hasSize(Fact.MAX_ENTRIES);
    }

    @Test
    void time_that_two_spans_share_counts_once() {
        Fact merged = spans(0, 10).merge(spans(5, 15)).merge(spans(15, 20)).merge(spans(30, 31));
        assertThat(((Fact.Spans) merged).spans()).hasSize(2);
        assertThat(((Fact.Spans) merged).total()).isEqualTo(Duration.ofSeconds(21));
    }

    @Test
    void first_and_last_follow_time_not_the_order_of_arrival() {
        Fact.Moment early = new Fact.Moment(START, "early");
        Fact.Moment late = new Fact.Moment(START.plusSeconds(1), "late");
        assertThat(new Fact.First(late).merge(new Fact.First(early))).isEqualTo(new Fact.First(early));
        assertThat(new Fact.Last(late).merge(new Fact.Last(early))).isEqualTo(new Fact.Last(late));
    }

    @Test
    void texts_hold_nothing_that_a_database_refuses() {
        String text = new Fact.Moment(START, "a\0b\ud83cc🌻").text();
        assertThat(text).isEqualTo("a\ufffdb\ufffdc🌻");
        assertThat(new Fact.Moment(START, "x".repeat(5_000)).text()).hasSize(Fact.MAX_TEXT);
    }

    @Test
    void one_name_has_one_kind() {
        Facts count = Facts.of(Map.of("clicks", new Fact.Count(1)));
        Facts texts = Facts.of(Map.of("clicks", new Fact.Texts(List.of("a"))));
        assertThatThrownBy(() -> count.merge(texts)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Clicks", "1st", "a-b", "a b", "ı"})
    void names_are_snake_case(String name) {
        assertThatThrownBy(() -> Facts.of(Map.of(name, new Fact.Count(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Facts facts(Random random) {
        TreeMap<String, Fact> facts = new TreeMap<>();
        KINDS.forEach((name, kind) -> {
            if (random.nextBoolean()) {
                facts.put(name, kind.apply(random));
            }
        });
        return Facts.of(facts);
    }

    private static Fact spans(int from, int to) {
        return new Fact.Spans(List.of(new Fact.Span(START.plusSeconds(from), START.plusSeconds(to))));
    }

    private static Fact.Span span(Random random) {
        Instant from = START.plusSeconds(random.nextInt(20));
        return new Fact.Span(from, from.plusSeconds(1 + random.nextInt(8)));
    }

    private static Fact.Moment moment(Random random) {
        return new Fact.Moment(START.plusSeconds(random.nextInt(4)), text(random));
    }

    private static String text(Random random) {
        return List.of("a", "b", "ü", "\ud83c", "🌻").get(random.nextInt(5));
    }
}
