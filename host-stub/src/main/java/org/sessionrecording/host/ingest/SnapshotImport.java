package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.EventKeys;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.SnapshotCursor;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireEvent;
import org.sessionrecording.host.wire.WireLimits;

/**
 * Snapshot events that an installation recorded before it came to this host. They go ingest's way, with two differences:
 * no rule is asked whether they are wanted, and their clocks are taken to be right. Safe for use from any thread.
 */
public final class SnapshotImport {
    private static final int EXPECTED_RATIO = 4;

    private final SnapshotIntake intake;
    private final GuessedSessions guessed;
    private final Extensions extensions;
    private final WireLimits limits;
    private final MemoryBudget budget;
    private final IngestMetrics metrics;

    public SnapshotImport(
            IngestService.Stores stores,
            Extensions extensions,
            WireLimits limits,
            IngestSettings settings,
            MeterRegistry registry) {
        this.metrics = new IngestMetrics(registry);
        this.intake = new SnapshotIntake(
                stores.chunks(), stores.tombstones(), stores.inParts(), extensions, limits, settings, metrics);
        this.guessed = stores.guessedSessions();
        this.extensions = extensions;
        this.limits = limits;
        this.budget = new MemoryBudget(settings.memoryBytes(), settings.longestWait());
    }

    /** Keeps the record of an import. */
    @FunctionalInterface
    public interface Ledger {
        /** Writes in the batch's transaction; called again where that is tried again. */
        void write(Connection connection, Taken taken) throws SQLException;
    }

    /**
     * An event as it would be stored.
     *
     * @param session a guess where it has none and none was to be kept: visitor and window
     * @param snapshots plain, as enrichers leave them
     * @param erased whether it is not taken in, as somebody had it erased
     */
    public record Seen(int index, UUID key, String session, List<SnapshotView> snapshots, boolean erased) {}

    /**
     * Makes a batch durable, with what the ledger writes.
     *
     * @param decoded snapshot events only, each with a distinct id; stays open
     * @throws org.sessionrecording.api.ApiException of kind STORE or PLUGIN: try again
     */
    public void take(ProjectId project, DecodedRequest decoded, Instant arrived, Ledger ledger) {
        List<IncomingEvent> events = new ImportSorter(project, arrived, guessed).sort(decoded.events());
        intake.take(
                project,
                RequestFacts.at(arrived),
                events,
                budget.share(decoded.rawBytes() / EXPECTED_RATIO),
                (connection, appends) -> ledger.write(connection, Taken.of(decoded, events, appends)));
    }

    /**
     * Shows a batch as it would be stored, event by event, and stores nothing of it.
     *
     * @param guessing whether sessions are guessed, which is recorded; where those of a repeat are asked for, that changes
     *     nothing
     * @return what would become of it, if nothing of it was here
     */
    public Taken see(
            ProjectId project, DecodedRequest decoded, Instant arrived, boolean guessing, Consumer<Seen> consumer) {
        EnricherLine enrichers = EnricherLine.of(extensions, limits, metrics);
        List<IncomingEvent> events = guessing
                ? new ImportSorter(project, arrived, guessed).sort(decoded.events())
                : decoded.events().stream().map(SnapshotImport::unguessed).toList();
        Set<IncomingEvent> erased = Set.copyOf(intake.erased(project, RequestFacts.at(arrived), events));
        long count = 0;
        long bytes = 0;
        for (IncomingEvent event : events) {
            List<SnapshotView> plain = new ArrayList<>();
            SnapshotCursor snapshots = event.event().snapshots();
            while (snapshots.advance()) {
                plain.add(snapshots.snapshot());
            }
            List<SnapshotView> left = plain.isEmpty()
                    ? plain
                    : enrichers
                            .run(
                                    contribution -> new ChunkContext(
                                            contribution.project(project),
                                            event.distinctId(),
                                            event.session(),
                                            event.window(),
                                            java.util.Optional.empty(),
                                            java.util.Optional.empty(),
                                            event.event().properties(),
                                            arrived),
                                    plain)
                            .snapshots();
            consumer.accept(
                    new Seen(event.event().index(), event.key(), event.session(), left, erased.contains(event)));
            count += left.size();
            bytes += left.stream().mapToLong(snapshot -> snapshot.length() + 1L).sum();
        }
        return Taken.of(decoded, events, List.of()).withNoRepeats(count, bytes);
    }

    private static IncomingEvent unguessed(WireEvent event) {
        DistinctId id = new DistinctId(event.distinctId().orElseThrow());
        String window = event.windowId().orElse("");
        String session = event.sessionId().orElseGet(() -> id.escaped() + "/" + window);
        return new IncomingEvent(event, EventKeys.of(event.key()), id, session, window);
    }
}
