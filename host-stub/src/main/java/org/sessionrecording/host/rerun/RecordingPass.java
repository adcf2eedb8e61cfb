package org.sessionrecording.host.rerun;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.DueFacts;
import org.sessionrecording.host.store.DueFacts.DueRecording;
import org.sessionrecording.host.store.DueFacts.Stored;
import org.sessionrecording.host.store.EnricherFacts;
import org.sessionrecording.host.store.FactsCodec;
import org.sessionrecording.host.wire.SnapshotView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recording before the enrichers that are due: all its chunks, then those that arrived meanwhile, until it stood still
 * while the facts were stored. An enricher that fails on a chunk gives no facts of the recording, which stays due.
 */
final class RecordingPass {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingPass.class);
    private static final int TRIES = 20;

    private final RecordingDocuments documents;
    private final DueFacts due;
    private final OperationContext context;
    private final ProjectId project;
    private final DueRecording asked;
    private final Counts counts;
    private final Map<String, Enricher> enrichers = new TreeMap<>();
    private Map<String, EnricherFacts> found = new TreeMap<>();

    RecordingPass(
            RecordingDocuments documents,
            DueFacts due,
            OperationContext context,
            DueRecording asked,
            List<Enricher> running,
            Counts counts) {
        this.documents = documents;
        this.due = due;
        this.context = context;
        this.project = context.project().id();
        this.asked = asked;
        this.counts = counts;
        for (Enricher enricher : running) {
            if (asked.enrichers().contains(enricher.name())) {
                enrichers.put(enricher.name(), enricher);
                found.put(enricher.name(), new EnricherFacts(enricher.version(), Facts.none()));
            }
        }
    }

    /** What became of it. */
    enum Outcome {
        DONE,
        /** At least one enricher failed; what others found is stored. */
        FAILED,
        /** Erased or expired meanwhile. */
        GONE,
        /** It never stood still. */
        GROWING
    }

    Outcome run() {
        ChunkId seen = ChunkId.NONE;
        Recording recording = asked.recording();
        for (int i = 0; i < TRIES; i++) {
            see(recording, seen);
            if (enrichers.isEmpty()) {
                return Outcome.FAILED;
            }
            seen = recording.lastChunk();
            Stored stored = due.replace(recording.key(), seen, found);
            if (stored == Stored.YES) {
                return enrichers.size() == asked.enrichers().size() ? Outcome.DONE : Outcome.FAILED;
            }
            recording = stored == Stored.GONE ? null : again();
            if (recording == null) {
                return Outcome.GONE;
            }
        }
        return Outcome.GROWING;
    }

    private @Nullable Recording again() {
        RecordingName name = asked.recording().name();
        return documents
                .find(project, name.distinctId().escaped(), Timestamps.basic(name.timestamp()))
                .orElse(null);
    }

    private void see(Recording recording, ChunkId after) {
        ChunkId through = recording.lastChunk();
        documents.forEachChunk(
                project,
                recording,
                info -> !enrichers.isEmpty()
                        && info.id().compareTo(after) > 0
                        && info.id().compareTo(through) <= 0,
                this::see);
    }

    private void see(Chunk chunk) {
        context.checkCancelled();
        StoredChunk stored = new StoredChunk(asked, chunk);
        List<SnapshotView> snapshots = stored.snapshots();
        counts.chunk(chunk.info());
        for (Enricher enricher : List.copyOf(enrichers.values())) {
            try {
                take(enricher, enricher.see(project, stored, snapshots));
            } catch (CancelledException e) {
                throw e;
            } catch (ApiException e) {
                LOG.warn(
                        "Enricher {} failed on recording {} again",
                        enricher.name(),
                        asked.recording().key(),
                        e);
                giveUp(enricher.name());
            }
        }
    }

    private void take(Enricher enricher, Facts facts) {
        Set<String> clashes = new HashSet<>();
        found = FactsCodec.merge(
                found, Map.of(enricher.name(), new EnricherFacts(enricher.version(), facts)), clashes::add);
        clashes.forEach(this::giveUp);
    }

    private void giveUp(String enricher) {
        enrichers.remove(enricher);
        found.remove(enricher);
    }
}
