package org.sessionrecording.host.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.location.Place;
import org.sessionrecording.host.store.AppendTarget;
import org.sessionrecording.host.store.EnricherFacts;
import org.sessionrecording.host.store.FactsCodec;
import org.sessionrecording.host.store.KnownRecording;
import org.sessionrecording.host.store.NewChunk;
import org.sessionrecording.host.store.RecordingAppend;

/** What one recording, stored or about to be opened, receives from one request. For one thread. */
final class RecordingDraft {
    /** A snapshot later than this after a recording's start belongs to another. */
    private static final Duration LONGEST = Duration.ofHours(24);

    /** In place of {@code plugin/enricher}. */
    private static final String IDENTITY = "host/identity";

    private static final String LOCATION = "host/location";

    private final @Nullable KnownRecording known;
    private final ClientTime time;
    private final Instant start;
    private final Set<DistinctId> ids = new LinkedHashSet<>();
    private Map<String, Fact> location = Map.of();
    private final List<NewChunk> chunks = new ArrayList<>();
    private Map<String, EnricherFacts> facts = new TreeMap<>();
    private @Nullable RecordingName name;

    private RecordingDraft(@Nullable KnownRecording known, ClientTime time, Instant start) {
        this.known = known;
        this.time = time;
        this.start = start;
    }

    static RecordingDraft of(KnownRecording known, Instant arrived) {
        return new RecordingDraft(known, new ClientTime(arrived, known.skewMillis()), known.timestamp());
    }

    static RecordingDraft opened(ClientTime time, long firstMillis) {
        return new RecordingDraft(null, time, time.corrected(firstMillis));
    }

    Instant start() {
        return start;
    }

    /** The snapshot's instant as this recording's clock corrects it. */
    Instant corrected(long millis) {
        return time.corrected(millis);
    }

    /** Whether this is the snapshot's day. */
    boolean holds(long millis) {
        Instant at = corrected(millis);
        return !at.isBefore(start) && !at.isAfter(start.plus(LONGEST));
    }

    /** Adds a chunk whose first snapshot is this. */
    void add(NewChunk chunk, DistinctId distinctId, Instant first) {
        if (name == null) {
            name = new RecordingName(distinctId, first);
        }
        chunks.add(chunk);
    }

    /** @param leftOut hears each enricher whose facts clash with those of an earlier chunk, and are left out */
    void add(Map<String, EnricherFacts> found, Consumer<String> leftOut) {
        facts = FactsCodec.merge(facts, found, leftOut);
    }

    /** Whom a chunk came from; whoever is not the recording's first becomes a fact. */
    void seenAs(DistinctId distinctId) {
        ids.add(distinctId);
    }

    /** Where whoever sends it is. */
    void seenIn(Place place, Instant at) {
        location = location.isEmpty() ? place.facts(at).byName() : location;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    RecordingAppend append() {
        if (known != null) {
            return append(new AppendTarget.Existing(known), known.escapedId());
        }
        RecordingName opened = Objects.requireNonNull(name);
        return append(
                new AppendTarget.Opened(opened, time.skewMillis()),
                opened.distinctId().escaped());
    }

    private RecordingAppend append(AppendTarget target, String first) {
        Set<DistinctId> others = new LinkedHashSet<>(ids);
        others.removeIf(id -> id.escaped().equals(first));
        return new RecordingAppend(target, others, factsBeside(others), chunks);
    }

    /** What was found, and the host's own facts: where it came from, and the distinct ids beside the one that names it. */
    private Map<String, EnricherFacts> factsBeside(Set<DistinctId> others) {
        Map<String, EnricherFacts> all = new TreeMap<>(facts);
        if (!others.isEmpty()) {
            List<String> values = others.stream().map(DistinctId::value).toList();
            all.put(IDENTITY, new EnricherFacts(1, Facts.of(Map.of("distinct_ids", new Fact.Texts(values)))));
        }
        if (!location.isEmpty()) {
            all.put(LOCATION, new EnricherFacts(1, Facts.of(location)));
        }
        return all;
    }
}
