package org.sessionrecording.host.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Facts as short texts for people; the templates escape them. */
final class FactTexts {
    private static final int SHOWN = 12;

    private FactTexts() {}

    /** A fact's text; empty where there is none of this name. */
    static String text(Facts facts, String name) {
        return facts.find(name).map(FactTexts::text).orElse("");
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

    /** The moments of a timeline as texts, each once in a row; empty where there is none. */
    static List<String> timeline(Facts facts, String name) {
        List<String> texts = new ArrayList<>();
        facts.find(name)
                .filter(Fact.Timeline.class::isInstance)
                .map(Fact.Timeline.class::cast)
                .ifPresent(timeline -> {
                    for (Fact.Moment moment : timeline.moments()) {
                        if (texts.isEmpty() || !texts.get(texts.size() - 1).equals(moment.text())) {
                            texts.add(moment.text());
                        }
                    }
                });
        return texts;
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
