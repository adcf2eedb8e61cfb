package org.sessionrecording.host.imports;

import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.PlainSnapshots;
import org.sessionrecording.host.wire.WireLimits;

/**
 * Reads both sides again: the source's rows as they would be stored, and what is stored, wherever it lies, and compares them
 * session by session, by the hashes of their snapshots. For one thread, once.
 */
final class Comparison implements RowPass.Sink {
    private static final int EXAMPLES = 10;

    private final SnapshotImport ingest;
    private final RecordingDocuments documents;
    private final OperationContext context;
    private final WireLimits limits;
    private final Clock clock;
    private final SessionSample sample;
    private final List<String> different = new ArrayList<>();
    private long rows;
    private long compared;
    private long gone;
    private long erased;
    private long differing;

    Comparison(
            SnapshotImport ingest,
            RecordingDocuments documents,
            OperationContext context,
            WireLimits limits,
            Clock clock,
            SessionSample sample) {
        this.ingest = ingest;
        this.documents = documents;
        this.context = context;
        this.limits = limits;
        this.clock = clock;
        this.sample = sample;
    }

    @Override
    public void page(List<SourceRow> page) {
        rows += page.size();
        context.progress(rows, 0, "reading the source again, to compare");
    }

    @Override
    public RowPass.Wish wish(SourceRow row) {
        return RowPass.Wish.READ;
    }

    @Override
    public void take(RowBatch batch) {
        try (DecodedRequest decoded = batch.decode(limits)) {
            ingest.see(context.project().id(), decoded, clock.instant(), true, this::see);
        }
    }

    private void see(SnapshotImport.Seen event) {
        if (event.erased()) {
            erased++;
        } else {
            sample.add(event);
        }
    }

    /** Compares what was read of the source with what is stored. */
    void compare() {
        for (SessionSample.Session session : sample.sessions()) {
            context.checkCancelled();
            compare(session);
            context.figure("compared", compared);
            context.figure("different", differing);
            context.progress(compared + gone, sample.sessions().size(), "comparing sessions");
        }
    }

    private void compare(SessionSample.Session session) {
        ProjectId project = context.project().id();
        List<Recording> recordings = new ArrayList<>();
        Match match = new Match(session);
        for (Recording recording : all(project, session.id())) {
            if (recording.state() == Recording.State.EXPIRED) {
                gone++;
                return;
            }
            recordings.add(recording);
        }
        for (Recording recording : recordings) {
            documents.forEachChunk(
                    project,
                    recording,
                    info -> info.eventIds().stream().anyMatch(session.events()::contains),
                    match::take);
        }
        compared++;
        if (!match.isEqual()) {
            differing++;
            if (different.size() < EXAMPLES) {
                different.add(session.id());
            }
        }
    }

    private List<Recording> all(ProjectId project, String session) {
        List<Recording> all = new ArrayList<>(documents.list(project, query(session, Optional.empty())));
        all.addAll(documents.list(project, query(session, Optional.of(Recording.State.EXPIRED))));
        return all;
    }

    private static RecordingQuery query(String session, Optional<Recording.State> state) {
        return new RecordingQuery(
                Optional.empty(),
                Optional.of(session),
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1_000);
    }

    /** What of a session's snapshots was found. */
    private final class Match {
        private final SessionSample.Session session;
        private final long[] expected;
        private final BitSet found;
        private boolean more;

        Match(SessionSample.Session session) {
            this.session = session;
            this.expected = session.sortedHashes();
            this.found = new BitSet(expected.length);
        }

        void take(Chunk chunk) {
            // a chunk made together with events that are not of this selection may hold more than is looked for
            boolean only = session.events().containsAll(chunk.info().eventIds());
            byte[] plain = plain(chunk);
            PlainSnapshots.forEach(plain, (offset, length) -> {
                int at = find(sample.hash(plain, offset, length));
                if (at < 0) {
                    more |= only;
                } else {
                    found.set(at);
                }
            });
        }

        /** The place of a hash that was not found yet, or -1. */
        private int find(long hash) {
            int low = 0;
            int high = expected.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (expected[middle] < hash) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            int at = found.nextClearBit(low);
            return at < expected.length && expected[at] == hash ? at : -1;
        }

        boolean isEqual() {
            return !more && found.cardinality() == expected.length;
        }
    }

    private static byte[] plain(Chunk chunk) {
        try {
            return ChunkCodec.decode(
                    chunk.data(), chunk.info().length(), chunk.info().crc32());
        } catch (DataFormatException e) {
            throw new ApiException(
                    ApiException.Kind.INTERNAL,
                    "Cannot compare chunk " + chunk.info().id() + ": " + e.getMessage(),
                    e);
        }
    }

    boolean isEqual() {
        return differing == 0;
    }

    /** For people, without a full stop. */
    String sentence() {
        String how = (sample.isPart()
                        ? "compared a random " + compared + " sessions"
                        : "compared all " + compared + " sessions")
                + ", snapshot by snapshot";
        String left = (gone == 0 ? "" : ", " + gone + " others have expired here since")
                + (erased == 0 ? "" : ", " + erased + " events of what was erased here were left out");
        return differing == 0
                ? how + ": equal" + left
                : how + ": " + differing + " differ (" + String.join(", ", different)
                        + (differing > different.size() ? ", …" : "") + "; list their recordings with ?session_id=)"
                        + left;
    }
}
