package org.sessionrecording.plugin.enrich;

import java.util.Map;
import java.util.Set;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * Pages visited, with times: {@code pages} and {@code start_url}. URLs stand as the client sent them, cut to the longest
 * text a fact may have.
 */
@Extension
public final class PagesEnricher extends OptionalEnricher {
    private static final Set<String> URL_EVENTS = Set.of("$pageview", "$url_changed");

    public PagesEnricher() {
        super("pages", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Pages();
    }

    private static final class Pages extends FactFinder {
        private final Changes urls = new Changes();

        @Override
        void look(Snapshot snapshot) {
            if (snapshot.type() == Rrweb.META) {
                snapshot.find("data", "href").ifPresent(href -> urls.add(snapshot.at(), href));
            } else if (snapshot.type() == Rrweb.CUSTOM
                    && snapshot.find("data", "tag").filter(URL_EVENTS::contains).isPresent()) {
                snapshot.find("data", "payload", "href").ifPresent(href -> urls.add(snapshot.at(), href));
            }
        }

        @Override
        public Facts facts() {
            return urls.isEmpty()
                    ? Facts.none()
                    : Facts.of(Map.of("pages", urls.timeline(), "start_url", new Fact.First(urls.first())));
        }
    }
}
