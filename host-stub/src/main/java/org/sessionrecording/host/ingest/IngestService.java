package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.SessionQuotas;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.Problem;
import org.sessionrecording.host.wire.WireEvent;
import org.sessionrecording.host.wire.WireLimits;

/**
 * Takes decoded requests. What it answers as accepted is durable; what it throws may be sent again, since repeats are
 * known. One for the life of the host; safe for use from any thread.
 */
public final class IngestService {
    /** Real snapshots shrink to an eighth; what shrinks less asks for more memory as it goes. */
    private static final int EXPECTED_RATIO = 4;

    private final EventIntake events;
    private final SnapshotIntake snapshots;
    private final CaptureRules rules;
    private final GuessedSessions guessed;
    private final MemoryBudget budget;
    private final IngestMetrics metrics;

    /** Where things are kept. */
    public record Stores(
            ChunkAppender chunks,
            EventStore events,
            EventFollower follower,
            GuessedSessions guessedSessions,
            Tombstones tombstones,
            SeenInParts inParts) {
        /** Nobody follows the events, or looks into parts. */
        public Stores(ChunkAppender chunks, EventStore events, GuessedSessions guessedSessions, Tombstones tombstones) {
            this(chunks, events, EventFollower.NONE, guessedSessions, tombstones, SeenInParts.NOBODY);
        }

        /** Nobody looks into parts. */
        public Stores(
                ChunkAppender chunks,
                EventStore events,
                EventFollower follower,
                GuessedSessions guessedSessions,
                Tombstones tombstones) {
            this(chunks, events, follower, guessedSessions, tombstones, SeenInParts.NOBODY);
        }

        /** The same stores, and somebody who looks into parts. */
        public Stores with(SeenInParts other) {
            return new Stores(chunks, events, follower, guessedSessions, tombstones, other);
        }
    }

    public IngestService(
            Stores stores,
            Extensions extensions,
            CaptureRules rules,
            WireLimits limits,
            IngestSettings settings,
            MeterRegistry registry) {
        this.metrics = new IngestMetrics(registry);
        this.events = new EventIntake(stores.events(), stores.follower());
        this.snapshots = new SnapshotIntake(
                stores.chunks(), stores.tombstones(), stores.inParts(), extensions, limits, settings, metrics);
        this.rules = rules;
        this.guessed = stores.guessedSessions();
        this.budget = new MemoryBudget(settings.memoryBytes(), settings.longestWait());
    }

    /**
     * Makes the events of a request durable. Blocks on the database, and on other requests where memory is short.
     *
     * @param decoded stays open; the caller closes it
     * @throws org.sessionrecording.api.ApiException of kind STORE or PLUGIN: nothing of the snapshots was stored, or it is
     *     unknown; the client should send the request again
     */
    public IngestAnswer accept(ProjectRow project, DecodedRequest decoded, RequestFacts request) {
        List<WireEvent> ofSnapshots = new ArrayList<>();
        List<WireEvent> others = new ArrayList<>();
        decoded.events().forEach(event -> (event.isSnapshot() ? ofSnapshots : others).add(event));

        EventIntake.Taken taken = events.take(project.id(), request, others);
        EventSorter sorter = new EventSorter(project.id(), request, rules, guessed);
        List<IncomingEvent> wanted = new ArrayList<>();
        ofSnapshots.forEach(event -> sorter.sort(event).ifPresent(wanted::add));
        sorter.tell(rules.witness());
        List<Refusal> refused = new ArrayList<>(taken.refused());
        refused.addAll(sorter.refused());
        ChunkAppender.Beside beside = sorter.quotas().isEmpty()
                ? ChunkAppender.Beside.NOTHING
                : new SessionQuotas(project.id(), sorter.quotas());
        SnapshotIntake.Taken stored = takeWithinQuotas(
                project, request, wanted, refused, budget.share(decoded.rawBytes() / EXPECTED_RATIO), beside);

        decoded.problems().stream().map(Refusal::of).forEach(refused::add);
        wanted.removeAll(stored.erased());
        int accepted = wanted.size() - stored.repeated() - unreadable(wanted, decoded.problems());
        IngestAnswer answer = new IngestAnswer(
                taken.accepted() + accepted,
                taken.repeated() + stored.repeated(),
                taken.erased() + stored.erased().size(),
                refused);
        metrics.answered(answer);
        return answer;
    }

    /** Sessions that are one too many move from {@code wanted} to {@code refused}, and the rest is taken without them. */
    private SnapshotIntake.Taken takeWithinQuotas(
            ProjectRow project,
            RequestFacts request,
            List<IncomingEvent> wanted,
            List<Refusal> refused,
            MemoryBudget.Share memory,
            ChunkAppender.Beside beside) {
        while (!wanted.isEmpty()) {
            try {
                return snapshots.take(project.id(), request, wanted, memory, beside);
            } catch (SessionQuotas.Reached full) {
                List<IncomingEvent> beyond = wanted.stream()
                        .filter(event -> event.session().equals(full.sessionId()))
                        .toList();
                rules.witness()
                        .overQuota(
                                project.id(),
                                beyond.get(0).distinctId(),
                                full.sessionId(),
                                full.quota(),
                                beyond.size());
                beyond.stream()
                        .map(event -> new Refusal(
                                event.event().index(),
                                Refusal.Cause.QUOTA_LIMITED,
                                "",
                                String.valueOf(full.getMessage())))
                        .forEach(refused::add);
                wanted.removeAll(beyond);
            }
        }
        return SnapshotIntake.Taken.NOTHING;
    }

    /** Events that had snapshots of which none could be read. */
    private static int unreadable(List<IncomingEvent> events, List<Problem> problems) {
        Map<Integer, Long> lost =
                problems.stream().collect(Collectors.groupingBy(Problem::event, Collectors.counting()));
        return (int) events.stream()
                .map(IncomingEvent::event)
                .filter(event -> event.snapshotCount() > 0)
                .filter(event -> lost.getOrDefault(event.index(), 0L) >= event.snapshotCount())
                .count();
    }
}
