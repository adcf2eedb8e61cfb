package org.sessionrecording.plugin.enrich;

import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * How often the visitor changed a field by typing: {@code keypresses}. Keys themselves are never recorded; rrweb sends one
 * input per change. What a script changed, and boxes that were ticked, do not count.
 */
@Extension
public final class KeypressEnricher extends OptionalEnricher {
    private static final String BOX_VALUE = "on";

    public KeypressEnricher() {
        super("keypresses", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Keypresses();
    }

    private static final class Keypresses extends FactFinder {
        private long count;

        @Override
        void look(Snapshot snapshot) {
            if (Rrweb.is(snapshot, Rrweb.INPUT) && typed(snapshot)) {
                count++;
            }
        }

        private static boolean typed(Snapshot snapshot) {
            Optional<String> text = snapshot.find("data", "text");
            return text.isPresent()
                    && !text.get().equals(BOX_VALUE)
                    && !is(snapshot, "isChecked", "true")
                    && !is(snapshot, "userTriggered", "false");
        }

        private static boolean is(Snapshot snapshot, String name, String value) {
            return snapshot.find("data", name).filter(value::equals).isPresent();
        }

        @Override
        public Facts facts() {
            return Facts.of(Map.of("keypresses", new Fact.Count(count)));
        }
    }
}
