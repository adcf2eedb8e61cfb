package org.sessionrecording.plugin.enrich;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Fact;

/** Collects the moments at which a value changed within one chunk. Clients repeat the same value with each full snapshot. */
final class Changes {
    private final List<Fact.Moment> moments = new ArrayList<>();
    private @Nullable String current;

    void add(Instant at, String value) {
        if (value.equals(current) || value.isEmpty()) {
            return;
        }
        current = value;
        if (moments.size() < Fact.MAX_ENTRIES) {
            moments.add(new Fact.Moment(at, value));
        }
    }

    boolean isEmpty() {
        return moments.isEmpty();
    }

    Fact.Moment first() {
        return moments.stream().min(Fact.Moment::compareTo).orElseThrow();
    }

    Fact.Timeline timeline() {
        return new Fact.Timeline(moments);
    }
}
