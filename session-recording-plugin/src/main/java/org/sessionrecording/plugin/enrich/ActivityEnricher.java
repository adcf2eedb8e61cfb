package org.sessionrecording.plugin.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * How long the visitor did something: {@code active_seconds}. Whoever moves, clicks, scrolls, types or touches is active for
 * {@link #LASTING} from then on; what overlaps counts once, across windows and chunks too. So this is never more than the
 * recording lasts and one second.
 */
@Extension
public final class ActivityEnricher extends OptionalEnricher {
    /** How long one action stands for. */
    static final Duration LASTING = Duration.ofSeconds(1);

    /** Recordings last no longer; bounds what forged instants can add. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Set<Integer> ACTIONS =
            Set.of(Rrweb.MOUSE_MOVE, Rrweb.INTERACTION, Rrweb.SCROLL, Rrweb.INPUT, Rrweb.TOUCH_MOVE, Rrweb.DRAG);

    public ActivityEnricher() {
        super("activity", 2);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Activity();
    }

    private static final class Activity extends FactFinder {
        private final List<Fact.Span> spans = new ArrayList<>();
        private @Nullable Instant first;
        private @Nullable Instant from;
        private Instant to = Instant.MIN;

        @Override
        void look(Snapshot snapshot) {
            if (first == null) {
                first = snapshot.at();
            }
            if (snapshot.type() == Rrweb.INCREMENTAL
                    && ACTIONS.contains(snapshot.source().orElse(-1))
                    && Duration.between(first, snapshot.at()).abs().compareTo(LONGEST) < 0) {
                active(snapshot.at());
            }
        }

        private void active(Instant at) {
            Instant until = at.plus(LASTING);
            if (from != null && !at.isBefore(from) && !at.isAfter(to)) {
                to = until.isAfter(to) ? until : to;
                return;
            }
            endSpan();
            from = at;
            to = until;
        }

        private void endSpan() {
            if (from != null) {
                spans.add(new Fact.Span(from, to));
            }
        }

        @Override
        public Facts facts() {
            endSpan();
            from = null;
            return spans.isEmpty() ? Facts.none() : Facts.of(Map.of("active_seconds", new Fact.Spans(spans)));
        }
    }
}
