package org.sessionrecording.host.ingest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sessionrecording.host.store.AppendTarget;
import org.sessionrecording.host.store.RecordingAppend;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.Problem;
import org.sessionrecording.host.wire.WireEvent;

/**
 * What became of an imported batch.
 *
 * @param refused events that are none, by their place in the batch
 * @param unreadable places of events of which no snapshot can be read
 * @param repeated places of events that were stored before
 * @param snapshots that are stored now
 * @param snapshotsLost that cannot be read, of any event
 * @param opened recordings that the batch begins
 * @param rawBytes plain bytes of what is stored now
 * @param storedBytes those compressed
 */
public record Taken(
        Map<Integer, Problem> refused,
        Set<Integer> unreadable,
        Set<Integer> repeated,
        long snapshots,
        long snapshotsLost,
        long opened,
        long rawBytes,
        long storedBytes) {

    /** What would be stored where nothing was. */
    Taken withNoRepeats(long wouldStore, long wouldBeBytes) {
        return new Taken(refused, unreadable, Set.of(), wouldStore, snapshotsLost, 0, wouldBeBytes, 0);
    }

    private record Key(String session, UUID event) {}

    static Taken of(DecodedRequest decoded, List<IncomingEvent> events, List<SessionAppend> appends) {
        Set<Integer> there = decoded.events().stream().map(WireEvent::index).collect(Collectors.toSet());
        Map<Integer, Problem> refused = decoded.problems().stream()
                .filter(problem -> !there.contains(problem.event()))
                .collect(Collectors.toMap(Problem::event, problem -> problem, (first, second) -> first));
        Map<Integer, Long> lost = decoded.problems().stream()
                .filter(problem -> there.contains(problem.event()))
                .collect(Collectors.groupingBy(Problem::event, Collectors.counting()));
        Set<Key> stored = appends.stream()
                .flatMap(session -> session.events().stream().map(event -> new Key(session.sessionId(), event)))
                .collect(Collectors.toCollection(HashSet::new));
        Set<Integer> unreadable = new HashSet<>();
        Set<Integer> repeated = new HashSet<>();
        for (IncomingEvent event : events) {
            int index = event.event().index();
            if (lost.getOrDefault(index, 0L) >= event.event().snapshotCount()) {
                unreadable.add(index);
            } else if (!stored.remove(new Key(event.session(), event.key()))) {
                repeated.add(index);
            }
        }
        List<RecordingAppend> recordings = appends.stream()
                .flatMap(session -> session.recordings().stream())
                .toList();
        return new Taken(
                refused,
                unreadable,
                repeated,
                recordings.stream()
                        .flatMap(recording -> recording.chunks().stream())
                        .mapToLong(chunk -> chunk.encoded().count())
                        .sum(),
                lost.values().stream().mapToLong(Long::longValue).sum(),
                recordings.stream()
                        .filter(recording -> recording.target() instanceof AppendTarget.Opened)
                        .count(),
                appends.stream().mapToLong(SessionAppend::rawBytes).sum(),
                appends.stream().mapToLong(SessionAppend::storedBytes).sum());
    }
}
