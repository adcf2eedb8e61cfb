package org.sessionrecording.plugin.enrich;

import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Facts;

/** The viewport's size through time, e.g. {@code 1280x800}: {@code viewport}. */
@Extension
public final class ViewportEnricher extends OptionalEnricher {
    private static final int MAX_DIGITS = 6;

    public ViewportEnricher() {
        super("viewport", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Viewport();
    }

    private static final class Viewport extends FactFinder {
        private final Changes sizes = new Changes();

        @Override
        void look(Snapshot snapshot) {
            if (snapshot.type() != Rrweb.META && !Rrweb.is(snapshot, Rrweb.RESIZE)) {
                return;
            }
            Optional<String> width = pixels(snapshot, "width");
            Optional<String> height = pixels(snapshot, "height");
            if (width.isPresent() && height.isPresent()) {
                sizes.add(snapshot.at(), width.get() + "x" + height.get());
            }
        }

        /** Whole pixels: some clients send fractions where the page is zoomed. */
        private static Optional<String> pixels(Snapshot snapshot, String name) {
            return snapshot.find("data", name)
                    .map(text -> text.indexOf('.') < 0 ? text : text.substring(0, text.indexOf('.')))
                    .filter(Viewport::isNumber);
        }

        private static boolean isNumber(String text) {
            return !text.isEmpty()
                    && text.length() <= MAX_DIGITS
                    && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        @Override
        public Facts facts() {
            return sizes.isEmpty() ? Facts.none() : Facts.of(Map.of("viewport", sizes.timeline()));
        }
    }
}
