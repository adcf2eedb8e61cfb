package org.sessionrecording.plugin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.wire.WireSamples;

/** What the visitor of the sample page did is known: ten clicks, 75 changes by typing, one page, one resize, 13 seconds. */
class RealTrafficFactsTest {
    @SuppressWarnings("UnusedVariable") // by name, in FieldSource
    private static final List<String> ERAS = WireSamples.ERAS;

    @ParameterizedTest
    @FieldSource("ERAS")
    void clicks_are_counted(String era) throws IOException {
        assertThat(facts(new ClicksEnricher(), era).find("clicks")).contains(new Fact.Count(10));
        assertThat(count(
                        era,
                        event -> event.at("/data/source").asInt() == 2
                                && event.at("/data/type").asInt() == 2))
                .isEqualTo(10);
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void changes_by_typing_are_counted_and_ticked_boxes_are_not(String era) throws IOException {
        assertThat(facts(new KeypressEnricher(), era).find("keypresses")).contains(new Fact.Count(75));
        assertThat(count(era, event -> event.at("/data/source").asInt() == 5)).isEqualTo(77);
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void pages_stand_with_their_times(String era) throws IOException {
        Facts facts = facts(new PagesEnricher(), era);
        JsonNode meta = RealTraffic.events(era).get(0);
        assertThat(meta.get("type").asInt()).isEqualTo(4);
        Fact.Moment shop = new Fact.Moment(
                java.time.Instant.ofEpochMilli(meta.get("timestamp").asLong()), "http://127.0.0.1:8111/page/#/shop");
        assertThat(facts.find("pages")).contains(new Fact.Timeline(List.of(shop)));
        assertThat(facts.find("start_url")).contains(new Fact.First(shop));
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void the_viewport_stands_through_time(String era) throws IOException {
        Fact.Timeline viewport = (Fact.Timeline)
                facts(new ViewportEnricher(), era).find("viewport").orElseThrow();
        assertThat(viewport.moments()).extracting(Fact.Moment::text).containsExactly("1280x800", "900x700");
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void active_seconds_are_those_after_an_action_and_no_more_than_the_recording_lasts(String era) throws IOException {
        Fact.Spans active = (Fact.Spans)
                facts(new ActivityEnricher(), era).find("active_seconds").orElseThrow();
        NavigableSet<Long> all = new TreeSet<>();
        NavigableSet<Long> actions = new TreeSet<>();
        for (JsonNode event : RealTraffic.events(era)) {
            long at = event.get("timestamp").asLong();
            all.add(at);
            if (Set.of(1, 2, 3, 5, 6, 12).contains(event.at("/data/source").asInt())) {
                actions.add(at);
            }
        }
        long millis = 1_000;
        for (long at : actions.headSet(actions.last())) {
            millis += Math.min(1_000, actions.higher(at) - at);
        }
        assertThat(active.total())
                .hasMillis(millis)
                .isLessThanOrEqualTo(Duration.ofMillis(all.last() - all.first() + 1_000));
    }

    @ParameterizedTest
    @FieldSource("ERAS")
    void facts_of_any_two_halves_merge_to_those_of_the_whole(String era) throws IOException {
        List<TestSnapshot> all = snapshots(era);
        for (SnapshotEnricher enricher : List.of(
                new ClicksEnricher(),
                new KeypressEnricher(),
                new PagesEnricher(),
                new ViewportEnricher(),
                new ActivityEnricher())) {
            Facts whole = Chunks.facts(enricher, all);
            for (int cut = 1; cut < all.size(); cut += 17) {
                Facts first = Chunks.facts(enricher, all.subList(0, cut));
                Facts second = Chunks.facts(enricher, all.subList(cut, all.size()));
                assertThat(second.merge(first))
                        .as("%s cut at %d", enricher.id(), cut)
                        .isEqualTo(whole);
            }
        }
    }

    private static Facts facts(SnapshotEnricher enricher, String era) throws IOException {
        return Chunks.facts(enricher, snapshots(era));
    }

    private static List<TestSnapshot> snapshots(String era) throws IOException {
        List<TestSnapshot> snapshots = new ArrayList<>();
        RealTraffic.events(era).forEach(event -> snapshots.add(new TestSnapshot(event)));
        assertThat(snapshots).hasSizeGreaterThan(180);
        return snapshots;
    }

    private static long count(String era, Predicate<JsonNode> matching) throws IOException {
        return RealTraffic.events(era).stream().filter(matching).count();
    }
}
