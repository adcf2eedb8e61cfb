package org.sessionrecording.host.playback;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Facts of a span: those of which it is known when they were seen. Counts and sets of the whole recording tell of the rest. */
final class SpanFacts {
    private SpanFacts() {}

    static Facts within(Facts whole, Excerpt excerpt) {
        TreeMap<String, Fact> kept = new TreeMap<>();
        whole.byName().forEach((name, fact) -> within(fact, excerpt).ifPresent(found -> kept.put(name, found)));
        return Facts.of(kept);
    }

    private static Optional<Fact> within(Fact fact, Excerpt excerpt) {
        if (fact instanceof Fact.First first) {
            return isWithin(first.moment().at(), excerpt) ? Optional.of(first) : Optional.empty();
        }
        if (fact instanceof Fact.Last last) {
            return isWithin(last.moment().at(), excerpt) ? Optional.of(last) : Optional.empty();
        }
        if (fact instanceof Fact.Timeline timeline) {
            List<Fact.Moment> moments = timeline.moments().stream()
                    .filter(moment -> isWithin(moment.at(), excerpt))
                    .toList();
            return moments.isEmpty() ? Optional.empty() : Optional.of(new Fact.Timeline(moments));
        }
        return Optional.empty();
    }

    private static boolean isWithin(Instant at, Excerpt excerpt) {
        return !at.isBefore(excerpt.begin()) && at.isBefore(excerpt.end());
    }
}
