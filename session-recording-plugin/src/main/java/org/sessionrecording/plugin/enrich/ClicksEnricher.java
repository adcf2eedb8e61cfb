package org.sessionrecording.plugin.enrich;

import java.util.Map;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * How often the visitor clicked or tapped: {@code clicks}. A browser sends a click for a tap too, and two clicks before a
 * double click, so clicks alone are counted.
 */
@Extension
public final class ClicksEnricher extends OptionalEnricher {
    private static final String CLICK = "2";

    public ClicksEnricher() {
        super("clicks", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Clicks();
    }

    private static final class Clicks extends FactFinder {
        private long count;

        @Override
        void look(Snapshot snapshot) {
            if (Rrweb.is(snapshot, Rrweb.INTERACTION)
                    && snapshot.find("data", "type").filter(CLICK::equals).isPresent()) {
                count++;
            }
        }

        @Override
        public Facts facts() {
            return Facts.of(Map.of("clicks", new Fact.Count(count)));
        }
    }
}
