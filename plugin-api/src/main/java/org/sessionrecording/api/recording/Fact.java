package org.sessionrecording.api.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * One fact. Each kind says how two of it merge; all merges are associative and commutative. Texts are cut to {@link
 * #MAX_TEXT} characters and hold neither NUL nor unpaired surrogates (both become U+FFFD), since facts are for people and
 * databases, unlike snapshots, which stay as they came.
 */
public sealed interface Fact {
    /** Longest text in characters. */
    int MAX_TEXT = 2_000;

    /** Most entries of a list kind; those that sort first are kept. */
    int MAX_ENTRIES = 200;

    /** This and another of the same kind. */
    Fact merge(Fact other);

    /** A number that adds up. JSON: a number. */
    record Count(long value) implements Fact {
        @Override
        public Fact merge(Fact other) {
            return new Count(Math.addExact(value, as(Count.class, this, other).value));
        }
    }

    /** The text seen first. JSON: a string. */
    record First(Moment moment) implements Fact {
        @Override
        public Fact merge(Fact other) {
            Moment theirs = as(First.class, this, other).moment;
            return moment.compareTo(theirs) <= 0 ? this : other;
        }
    }

    /** The text seen last. JSON: a string. */
    record Last(Moment moment) implements Fact {
        @Override
        public Fact merge(Fact other) {
            Moment theirs = as(Last.class, this, other).moment;
            return moment.compareTo(theirs) >= 0 ? this : other;
        }
    }

    /** Different texts, in their natural order. JSON: an array of strings. */
    record Texts(List<String> values) implements Fact {
        public Texts {
            values = values.stream()
                    .map(Fact::clean)
                    .sorted()
                    .distinct()
                    .limit(MAX_ENTRIES)
                    .toList();
        }

        @Override
        public Fact merge(Fact other) {
            return new Texts(joined(values, as(Texts.class, this, other).values));
        }
    }

    /** What happened when, in time order; the same text at the same instant counts once. JSON: an array of {at, value}. */
    record Timeline(List<Moment> moments) implements Fact {
        public Timeline {
            moments = moments.stream().sorted().distinct().limit(MAX_ENTRIES).toList();
        }

        @Override
        public Fact merge(Fact other) {
            return new Timeline(joined(moments, as(Timeline.class, this, other).moments));
        }
    }

    /**
     * Spans of time, overlapping and touching ones united; for time that must not count twice. JSON: whole seconds that
     * they cover.
     */
    record Spans(List<Span> spans) implements Fact {
        public Spans {
            spans = united(spans);
        }

        /** All spans together. */
        public Duration total() {
            return spans.stream().map(Span::duration).reduce(Duration.ZERO, Duration::plus);
        }

        @Override
        public Fact merge(Fact other) {
            return new Spans(joined(spans, as(Spans.class, this, other).spans));
        }

        private static List<Span> united(Collection<Span> spans) {
            List<Span> result = new ArrayList<>();
            for (Span span : new TreeSet<>(spans)) {
                Span last = result.isEmpty() ? null : result.get(result.size() - 1);
                if (last != null && !span.from().isAfter(last.to())) {
                    Instant to = last.to().isAfter(span.to()) ? last.to() : span.to();
                    result.set(result.size() - 1, new Span(last.from(), to));
                } else {
                    result.add(span);
                }
            }
            return List.copyOf(result);
        }
    }

    /** A text at an instant; ordered by instant, then text. */
    record Moment(Instant at, String text) implements Comparable<Moment> {
        private static final Comparator<Moment> ORDER =
                Comparator.comparing(Moment::at).thenComparing(Moment::text);

        public Moment {
            text = clean(text);
        }

        @Override
        public int compareTo(Moment other) {
            return ORDER.compare(this, other);
        }
    }

    /** Half-open: from (inclusive) to (exclusive), not empty. */
    record Span(Instant from, Instant to) implements Comparable<Span> {
        private static final Comparator<Span> ORDER =
                Comparator.comparing(Span::from).thenComparing(Span::to);

        public Span {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("Cannot take the span from " + from + " to " + to + ": it is empty");
            }
        }

        public Duration duration() {
            return Duration.between(from, to);
        }

        @Override
        public int compareTo(Span other) {
            return ORDER.compare(this, other);
        }
    }

    private static <T extends Fact> T as(Class<T> kind, Fact mine, Fact other) {
        if (!kind.isInstance(other)) {
            throw new IllegalArgumentException("Cannot merge a fact of kind "
                    + mine.getClass().getSimpleName() + " with one of kind "
                    + other.getClass().getSimpleName() + " (give the new kind a new name)");
        }
        return kind.cast(other);
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> joined = new ArrayList<>(one);
        joined.addAll(other);
        return joined;
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        text.codePoints().limit(MAX_TEXT).forEach(codePoint -> {
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            clean.appendCodePoint(codePoint == 0 || surrogate ? 0xFFFD : codePoint);
        });
        return clean.toString();
    }
}
