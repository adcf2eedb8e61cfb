package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.MemoryBudget.Reservation;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.ChunkAppender.Known;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.store.SessionState;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.wire.WireLimits;

/**
 * Makes a request's snapshots durable: looks up what is new, compresses that, appends it, and does so again where another
 * request was faster. Safe for use from any thread.
 */
final class SnapshotIntake {
    /** Overtaken this often, a session has more writers than ever get their turn here. */
    private static final int ATTEMPTS = 8;

    private final ChunkAppender appender;
    private final Tombstones tombstones;
    private final SeenInParts inParts;
    private final Extensions extensions;
    private final WireLimits limits;
    private final IngestSettings settings;
    private final IngestMetrics metrics;

    SnapshotIntake(
            ChunkAppender appender,
            Tombstones tombstones,
            SeenInParts inParts,
            Extensions extensions,
            WireLimits limits,
            IngestSettings settings,
            IngestMetrics metrics) {
        this.appender = appender;
        this.tombstones = tombstones;
        this.inParts = inParts;
        this.extensions = extensions;
        this.limits = limits;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * What became of some events.
     *
     * @param repeated how many were stored before
     * @param erased those of somebody who was erased since
     */
    record Taken(int repeated, List<IncomingEvent> erased) {
        static final Taken NOTHING = new Taken(0, List.of());
    }

    /**
     * Stores what is new and was not erased.
     *
     * @param beside written with it, and where nothing is new by itself
     */
    Taken take(
            ProjectId project,
            RequestFacts request,
            List<IncomingEvent> events,
            MemoryBudget.Share memory,
            ChunkAppender.Beside beside) {
        Map<String, Set<UUID>> keys = keys(events);
        Graves graves = new Graves(tombstones, project, request, events);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Known known = metrics.timed("look_up", () -> appender.lookUp(project, keys, graves.marks()));
            List<IncomingEvent> erased = graves.erased(events, known.buried());
            List<IncomingEvent> kept = new ArrayList<>(events);
            kept.removeAll(erased);
            List<IncomingEvent> fresh = notInParts(project, fresh(kept, known.sessions()), known.sessions());
            if (stored(project, request, fresh, known, memory, beside)) {
                return new Taken(kept.size() - fresh.size(), erased);
            }
            metrics.overtaken();
        }
        throw new ApiException(
                ApiException.Kind.STORE,
                "Cannot store snapshots: too many requests write to their session (try again)");
    }

    /** Those that would not be stored, as they were erased. */
    List<IncomingEvent> erased(ProjectId project, RequestFacts request, List<IncomingEvent> events) {
        Graves graves = new Graves(tombstones, project, request, events);
        return graves.erased(
                events, appender.lookUp(project, Map.of(), graves.marks()).buried());
    }

    private boolean stored(
            ProjectId project,
            RequestFacts request,
            List<IncomingEvent> fresh,
            Known known,
            MemoryBudget.Share share,
            ChunkAppender.Beside beside) {
        boolean alone = beside == ChunkAppender.Beside.NOTHING;
        if (fresh.isEmpty() && alone) {
            return true;
        }
        EnricherLine enrichers = EnricherLine.of(extensions, limits, metrics);
        try (Reservation memory = share.reserve();
                SnapshotPass pass = new SnapshotPass(project, request, enrichers, memory, settings)) {
            List<SessionAppend> appends = metrics.timed("compress", () -> pass.run(fresh, known.sessions()));
            boolean stored = (appends.isEmpty() && alone)
                    || metrics.timed(
                            "store",
                            () -> appender.append(
                                    project,
                                    request.arrived(),
                                    known.buried(),
                                    appends,
                                    metrics::factsLeftOut,
                                    beside));
            if (stored) {
                metrics.stored(appends);
            }
            return stored;
        }
    }

    private static Map<String, Set<UUID>> keys(List<IncomingEvent> events) {
        Map<String, Set<UUID>> keys = new HashMap<>();
        events.forEach(event -> keys.computeIfAbsent(event.session(), session -> new LinkedHashSet<>())
                .add(event.key()));
        return keys;
    }

    /** Without what parts hold: an event of a recording that has some, and that the database does not remember. */
    private List<IncomingEvent> notInParts(
            ProjectId project, List<IncomingEvent> events, Map<String, SessionState> states) {
        if (states.values().stream().allMatch(state -> state.inParts().isEmpty())) {
            return events;
        }
        Map<String, Set<UUID>> repeated = new HashMap<>();
        keys(events).forEach((session, keys) -> {
            List<Long> recordings =
                    states.getOrDefault(session, SessionState.NEW).inParts();
            if (!recordings.isEmpty()) {
                repeated.put(session, metrics.timed("ask_parts", () -> inParts.among(keys, project, recordings)));
            }
        });
        return events.stream()
                .filter(event ->
                        !repeated.getOrDefault(event.session(), Set.of()).contains(event.key()))
                .toList();
    }

    /** Without what is stored, and without a second event of one key in the same session. */
    private static List<IncomingEvent> fresh(List<IncomingEvent> events, Map<String, SessionState> states) {
        Map<String, Set<UUID>> seen = new HashMap<>();
        states.forEach((session, state) -> seen.put(session, new HashSet<>(state.seen())));
        List<IncomingEvent> fresh = new ArrayList<>();
        for (IncomingEvent event : events) {
            if (seen.computeIfAbsent(event.session(), session -> new HashSet<>())
                    .add(event.key())) {
                fresh.add(event);
            }
        }
        return fresh;
    }
}
