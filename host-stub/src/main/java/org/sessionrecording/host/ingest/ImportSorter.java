package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.EventKeys;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.wire.WireEvent;

/**
 * Finds the sessions of imported events. Those without a session id are guessed by the same rules as ingest's, a visitor's
 * run of events at once. For one batch and thread.
 */
final class ImportSorter {
    private final ProjectId project;
    private final Instant arrived;
    private final GuessedSessions guessed;

    ImportSorter(ProjectId project, Instant arrived, GuessedSessions guessed) {
        this.project = project;
        this.arrived = arrived;
        this.guessed = guessed;
    }

    private record Visitor(DistinctId id, String window) {}

    private record Timed(WireEvent event, Instant at) {}

    /**
     * The events with their places, in the order of their first snapshots: a table may have kept whole seconds only. Each
     * has a distinct id, as its row had one.
     */
    List<IncomingEvent> sort(List<WireEvent> events) {
        Map<Integer, IncomingEvent> places = new HashMap<>();
        Map<Visitor, List<Timed>> without = new LinkedHashMap<>();
        List<Timed> all = events.stream()
                .map(event -> new Timed(event, firstInstant(event)))
                .sorted(Comparator.comparing(Timed::at))
                .toList();
        for (Timed timed : all) {
            WireEvent event = timed.event();
            DistinctId id = new DistinctId(event.distinctId().orElseThrow());
            String window = event.windowId().orElse("");
            if (event.sessionId().isPresent()) {
                places.put(event.index(), place(event, id, event.sessionId().get(), window));
            } else {
                without.computeIfAbsent(new Visitor(id, window), visitor -> new ArrayList<>())
                        .add(timed);
            }
        }
        without.forEach((visitor, timed) -> guess(visitor, timed, places));
        return all.stream()
                .map(timed -> places.get(timed.event().index()))
                .filter(Objects::nonNull)
                .toList();
    }

    private void guess(Visitor visitor, List<Timed> timed, Map<Integer, IncomingEvent> into) {
        int from = 0;
        while (from < timed.size()) {
            int to = endOfRun(timed, from);
            List<Timed> run = timed.subList(from, to);
            Optional<String> one = guessed.assignRun(
                    project,
                    visitor.id(),
                    visitor.window(),
                    run.get(0).at(),
                    run.get(run.size() - 1).at());
            for (Timed each : run) {
                String session =
                        one.orElseGet(() -> guessed.assign(project, visitor.id(), visitor.window(), each.at()));
                into.put(each.event().index(), place(each.event(), visitor.id(), session, visitor.window()));
            }
            from = to;
        }
    }

    private static int endOfRun(List<Timed> timed, int from) {
        int to = from + 1;
        while (to < timed.size()
                && timed.get(to).at().isBefore(timed.get(to - 1).at().plus(GuessedSessions.IDLE))) {
            to++;
        }
        return to;
    }

    private static IncomingEvent place(WireEvent event, DistinctId id, String session, String window) {
        return new IncomingEvent(event, EventKeys.of(event.key()), id, session, window);
    }

    private Instant firstInstant(WireEvent event) {
        OptionalLong first = event.firstTimestamp();
        return first.isPresent() ? ClientTime.of(arrived, Optional.empty()).corrected(first.getAsLong()) : arrived;
    }
}
