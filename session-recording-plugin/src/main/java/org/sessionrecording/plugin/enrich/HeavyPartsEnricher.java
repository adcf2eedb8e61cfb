package org.sessionrecording.plugin.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * Parts of the page that make a recording large, as the plugin's recorder tells: {@code heavy_parts}, each as {@code selector
 * (412 kB)}.
 */
@Extension
public final class HeavyPartsEnricher extends OptionalEnricher {
    /** The fact's name. */
    public static final String FACT = "heavy_parts";

    private static final int MAX_SELECTOR = 200;
    private static final int MAX_PARTS = 50;
    private static final int KILOBYTE = 1_000;

    private final ObjectMapper json = new ObjectMapper();

    public HeavyPartsEnricher() {
        super(FACT, 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new HeavyParts();
    }

    private final class HeavyParts extends FactFinder {
        private final List<Fact.Moment> parts = new ArrayList<>();

        @Override
        void look(Snapshot snapshot) {
            if (snapshot.type() == Rrweb.CUSTOM
                    && snapshot.find("data", "tag")
                            .filter("$recording_weights"::equals)
                            .isPresent()) {
                snapshot.find("data", "payload", "weights").ifPresent(weights -> add(snapshot, parsed(weights)));
            }
        }

        private void add(Snapshot snapshot, JsonNode weights) {
            for (JsonNode weight : weights) {
                String selector = weight.path("selector").asText();
                long size = weight.path("size").asLong();
                boolean told = !selector.isBlank() && selector.length() <= MAX_SELECTOR && size >= KILOBYTE;
                if (told && parts.size() < MAX_PARTS) {
                    parts.add(new Fact.Moment(snapshot.at(), selector + " (" + size / KILOBYTE + " kB)"));
                }
            }
        }

        @Override
        public Facts facts() {
            return parts.isEmpty() ? Facts.none() : Facts.of(Map.of(FACT, new Fact.Timeline(parts)));
        }
    }

    /** What is no JSON is nothing: it came from a page. */
    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }
}
