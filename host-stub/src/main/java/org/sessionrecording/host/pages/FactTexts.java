package org.sessionrecording.host.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Timestamps;

/** Facts as short texts for people; the templates escape them. */
final class FactTexts {
    private static final int SHOWN = 12;

    private FactTexts() {}

    /** A fact's text; empty where there is none of this name. */
    static String text(Facts facts, String name) {
        return facts.find(name).map(FactTexts::text).orElse("");
    }

    /** {@code Graz, Styria, Austria}; empty where it is not known. */
    static String location(Facts facts) {
        return Stream.of("city", "region", "country")
                .map(name -> text(facts, name))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** All but {@code except}, by name in words. */
    static Map<String, String> all(Facts facts, Set<String> except) {
        Map<String, String> texts = new LinkedHashMap<>();
        facts.byName().forEach((name, fact) -> {
            if (!except.contains(name)) {
                texts.put(Human.words(name), text(fact));
            }
        });
        return texts;
    }

    /** One moment of a timeline, for the templates. */
    record Shown(String at, long seconds, String since, String text) {}

    /** The moments of a timeline, each text once in a row, with the time since {@code start}; empty where there is none. */
    static List<Shown> timeline(Facts facts, String name, Instant start) {
        List<Shown> shown = new ArrayList<>();
        facts.find(name)
                .filter(Fact.Timeline.class::isInstance)
                .map(Fact.Timeline.class::cast)
                .ifPresent(timeline -> {
                    for (Fact.Moment moment : timeline.moments()) {
                        if (shown.isEmpty()
                                || !shown.get(shown.size() - 1).text().equals(moment.text())) {
                            Duration since = Duration.between(start, moment.at());
                            shown.add(new Shown(
                                    Timestamps.rfc3339(moment.at()),
                                    since.toSeconds(),
                                    Human.duration(since),
                                    moment.text()));
                        }
                    }
                });
        return shown;
    }

    private static String text(Fact fact) {
        if (fact instanceof Fact.Count count) {
            return Long.toString(count.value());
        } else if (fact instanceof Fact.First first) {
            return first.moment().text();
        } else if (fact instanceof Fact.Last last) {
            return last.moment().text();
        } else if (fact instanceof Fact.Texts texts) {
            return String.join(", ", texts.values().stream().limit(SHOWN).toList());
        } else if (fact instanceof Fact.Spans spans) {
            return spans.total().toSeconds() + " s";
        } else if (fact instanceof Fact.Timeline timeline) {
            return String.join(
                    ", ",
                    timeline.moments().stream()
                            .map(Fact.Moment::text)
                            .distinct()
                            .limit(SHOWN)
                            .toList());
        }
        throw new IllegalStateException("Cannot show a fact of " + fact.getClass());
    }
}
