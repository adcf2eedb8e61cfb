package org.sessionrecording.plugin.enrich;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Texts that hold for the whole chunk, dated by its earliest snapshot, so that the recording keeps those it began with. */
final class FirstSeen extends FactFinder {
    private final Supplier<Map<String, String>> texts;
    private @Nullable Instant earliest;

    FirstSeen(Supplier<Map<String, String>> texts) {
        this.texts = texts;
    }

    @Override
    void look(Snapshot snapshot) {
        if (earliest == null || snapshot.at().isBefore(earliest)) {
            earliest = snapshot.at();
        }
    }

    @Override
    public Facts facts() {
        if (earliest == null) {
            return Facts.none();
        }
        Map<String, Fact> facts = new TreeMap<>();
        for (Map.Entry<String, String> text : texts.get().entrySet()) {
            facts.put(text.getKey(), new Fact.First(new Fact.Moment(earliest, text.getValue())));
        }
        return Facts.of(facts);
    }
}
