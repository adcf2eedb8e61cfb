package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.ingest.MemoryBudget.Reservation;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.AppendTarget;
import org.sessionrecording.host.store.Buried;
import org.sessionrecording.host.store.ChunkAppender.Known;
import org.sessionrecording.host.store.EventKeys;
import org.sessionrecording.host.store.ImportedRecordings;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.RecordingAppend;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.store.SessionState;
import org.sessionrecording.host.wire.RecordingFile;
import org.sessionrecording.host.wire.WireLimits;

/**
 * One recording out of a file, on ingest's way: enrichers, chunks, one transaction for all of it. It opens recordings, or
 * brings those back that had expired; it never adds to a recording that is there. Safe for use from any thread.
 */
public final class FileImport {
    private static final int ATTEMPTS = 8;
    private static final int EXPECTED_RATIO = 8;

    private final IngestService.Stores stores;
    private final Function<ProjectId, PgRecordings> recordings;
    private final Extensions extensions;
    private final WireLimits limits;
    private final IngestSettings settings;
    private final IngestMetrics metrics;
    private final MemoryBudget budget;

    /**
     * How to take it.
     *
     * @param keep empty: retention takes it as old as it is
     * @param by e-mail of whoever imports it
     * @param dryRun whether nothing is stored
     */
    public record Terms(Optional<ImportedRecordings.Keep> keep, String by, boolean dryRun) {}

    public FileImport(
            IngestService.Stores stores,
            Function<ProjectId, PgRecordings> recordings,
            Extensions extensions,
            WireLimits limits,
            IngestSettings settings,
            MeterRegistry registry) {
        this.stores = stores;
        this.recordings = recordings;
        this.extensions = extensions;
        this.limits = limits;
        this.settings = settings;
        this.metrics = new IngestMetrics(registry);
        this.budget = MemoryBudget.strict(settings.memoryBytes() / 2, settings.longestWait());
    }

    /** Compressed bytes that one recording may have, as it is held in memory until all of it is stored. */
    public long mostStoredBytes() {
        return settings.memoryBytes() / 2;
    }

    /** More than that was asked for. */
    public static boolean isTooLarge(ApiException e) {
        return e instanceof MemoryBudget.TooMuch;
    }

    /**
     * Stores the recording, or says why not.
     *
     * @param file stays open; tells of snapshots that could not be read afterwards
     * @throws ApiException of kind STORE or PLUGIN: nothing was stored, or all of it and the answer was lost; import it again
     */
    public FileOutcome take(ProjectId project, RecordingFile file, Terms terms) {
        RequestFacts request = RequestFacts.at(file.arrived());
        List<IncomingEvent> events = file.events().stream()
                .map(event -> new IncomingEvent(
                        event,
                        EventKeys.of(event.key()),
                        file.distinctId(),
                        file.sessionId(),
                        event.windowId().orElse("")))
                .toList();
        FileGraves graves = new FileGraves(stores.tombstones(), project, file);
        FileKeys keys = new FileKeys(file, events);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Known known = stores.chunks().lookUp(project, Map.of(file.sessionId(), keys.asked()), graves.marks());
            Optional<FileOutcome> outcome = graves.erasedAt(known.buried())
                    .<FileOutcome>map(FileOutcome.Erased::new)
                    .or(() -> attempt(project, request, file, events, keys, known, terms));
            if (outcome.isPresent()) {
                return outcome.get();
            }
            metrics.overtaken();
        }
        throw new ApiException(
                ApiException.Kind.STORE,
                "Cannot store the recording: too many requests write to its session (import it again)");
    }

    /** Empty where another request was faster. */
    private Optional<FileOutcome> attempt(
            ProjectId project,
            RequestFacts request,
            RecordingFile file,
            List<IncomingEvent> events,
            FileKeys keys,
            Known known,
            Terms terms) {
        EnricherLine enrichers = EnricherLine.of(extensions, limits, metrics);
        try (Reservation memory = budget.reserve(Math.min(file.rawBytes() / EXPECTED_RATIO, mostStoredBytes() / 2));
                SnapshotPass pass = new SnapshotPass(project, request, enrichers, memory, settings)) {
            SessionAppend plan =
                    pass.run(events, known.sessions()).stream().findFirst().orElseThrow(FileImport::nothingReadable);
            SessionState state = known.sessions().getOrDefault(file.sessionId(), SessionState.NEW);
            List<Recording> there = existing(project, plan);
            List<Recording> occupied = there.stream()
                    .filter(each -> each.state() != Recording.State.EXPIRED)
                    .toList();
            if (!occupied.isEmpty()) {
                boolean all = keys.allSeen(seen(project, state, keys));
                return Optional.of(all ? new FileOutcome.AlreadyThere(occupied) : new FileOutcome.Occupied(occupied));
            }
            if (terms.dryRun()) {
                return Optional.of(new FileOutcome.Ready(planned(plan, there)));
            }
            SessionAppend append = new ImportMark(file, terms.by()).on(plan, keys.without(state.seen()));
            return stored(project, request, append, known.buried(), terms);
        }
    }

    private Optional<FileOutcome> stored(
            ProjectId project, RequestFacts request, SessionAppend append, Buried buried, Terms terms) {
        ImportedRecordings settled = new ImportedRecordings(project, terms.keep());
        try {
            boolean stored = stores.chunks()
                    .append(project, request.arrived(), buried, List.of(append), metrics::factsLeftOut, settled);
            if (!stored) {
                return Optional.empty();
            }
        } catch (ImportedRecordings.Overtaken e) {
            return Optional.empty();
        }
        metrics.stored(List.of(append));
        return Optional.of(new FileOutcome.Stored(find(project, settled.keys())));
    }

    private static ApiException nothingReadable() {
        return new ApiException(
                ApiException.Kind.CALLER,
                "Cannot import the file: none of its snapshots can be read (export the recording again)");
    }

    /** Which of the keys are stored, in the database or in parts. */
    private Set<UUID> seen(ProjectId project, SessionState state, FileKeys keys) {
        Set<UUID> seen = new HashSet<>(state.seen());
        if (!state.inParts().isEmpty() && !keys.allSeen(seen)) {
            seen.addAll(stores.inParts().among(keys.asked(), project, state.inParts()));
        }
        return seen;
    }

    private List<Recording> existing(ProjectId project, SessionAppend plan) {
        return find(
                project,
                plan.recordings().stream()
                        .map(RecordingAppend::target)
                        .filter(AppendTarget.Existing.class::isInstance)
                        .map(target -> new RecordingKey(
                                ((AppendTarget.Existing) target).recording().key()))
                        .toList());
    }

    private List<Recording> find(ProjectId project, List<RecordingKey> keys) {
        PgRecordings found = recordings.apply(project);
        return keys.stream().flatMap(key -> found.find(key).stream()).toList();
    }

    private static List<FileOutcome.Planned> planned(SessionAppend plan, List<Recording> there) {
        List<FileOutcome.Planned> planned = new ArrayList<>();
        for (RecordingAppend append : plan.recordings()) {
            if (append.target() instanceof AppendTarget.Opened opened) {
                planned.add(planned(append, opened.wanted(), false));
            } else if (append.target() instanceof AppendTarget.Existing existing) {
                there.stream()
                        .filter(each ->
                                each.key().value() == existing.recording().key())
                        .forEach(each -> planned.add(planned(append, each.name(), true)));
            }
        }
        return planned;
    }

    private static FileOutcome.Planned planned(
            RecordingAppend append, org.sessionrecording.api.recording.RecordingName name, boolean revives) {
        return new FileOutcome.Planned(
                name,
                append.start(),
                append.end(),
                append.snapshots(),
                append.storedBytes(),
                append.rawBytes(),
                revives);
    }
}
