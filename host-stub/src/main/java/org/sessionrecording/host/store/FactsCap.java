package org.sessionrecording.host.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * Keeps the facts of a row small: lists lose the entries that come last, then long texts their ends, until what is left fits.
 * Every fact stays, be it without entries, so that its kind is known; only where even that is too much do enrichers go.
 */
final class FactsCap {
    /** Bytes of JSON in a recording's row. */
    static final int MOST_BYTES = 8 * 1024;

    private static final int CHARACTERS_PER_ENTRY = 8;
    private static final int SHORTEST_TEXT = 100;

    private FactsCap() {}

    static boolean fits(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    /** JSON of at most {@link #MOST_BYTES}. */
    static String cut(SortedMap<String, EnricherFacts> facts, FactsCodec codec) {
        for (int entries = Fact.MAX_ENTRIES; entries > 0; entries /= 2) {
            String json = codec.write(shortened(facts, entries));
            if (fits(json)) {
                return json;
            }
        }
        TreeMap<String, EnricherFacts> left = shortened(facts, 0);
        while (!fits(codec.write(left))) {
            left.pollLastEntry();
        }
        return codec.write(left);
    }

    private static TreeMap<String, EnricherFacts> shortened(SortedMap<String, EnricherFacts> facts, int entries) {
        TreeMap<String, EnricherFacts> shorter = new TreeMap<>();
        facts.forEach((enricher, found) -> {
            TreeMap<String, Fact> named = new TreeMap<>();
            found.facts().byName().forEach((name, fact) -> named.put(name, shortened(fact, entries)));
            shorter.put(enricher, new EnricherFacts(found.version(), Facts.of(named), found.partial()));
        });
        return shorter;
    }

    private static Fact shortened(Fact fact, int entries) {
        if (fact instanceof Fact.First first) {
            return new Fact.First(shortened(first.moment(), entries));
        }
        if (fact instanceof Fact.Last last) {
            return new Fact.Last(shortened(last.moment(), entries));
        }
        if (fact instanceof Fact.Texts texts) {
            return new Fact.Texts(first(texts.values(), entries).stream()
                    .map(text -> shortened(text, entries))
                    .toList());
        }
        if (fact instanceof Fact.Timeline timeline) {
            return new Fact.Timeline(first(timeline.moments(), entries).stream()
                    .map(moment -> shortened(moment, entries))
                    .toList());
        }
        if (fact instanceof Fact.Spans spans) {
            return new Fact.Spans(first(spans.spans(), entries));
        }
        return fact;
    }

    private static <T> List<T> first(List<T> all, int entries) {
        return all.subList(0, Math.min(all.size(), entries));
    }

    private static Fact.Moment shortened(Fact.Moment moment, int entries) {
        return new Fact.Moment(moment.at(), shortened(moment.text(), entries));
    }

    private static String shortened(String text, int entries) {
        int most = Math.max(SHORTEST_TEXT, entries * CHARACTERS_PER_ENTRY);
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }
}
