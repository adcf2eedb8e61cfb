package org.sessionrecording.host.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.ingest.Taken;
import org.sessionrecording.host.store.PgImports;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.WireLimits;

/** Reads as an import does, counts, and writes nothing, here or there. For one thread, once. */
final class DryRun implements RowPass.Sink {
    private static final long NO_IMPORT = 0;

    private final SnapshotImport ingest;
    private final PgImports imports;
    private final OperationContext context;
    private final WireLimits limits;
    private final Clock clock;
    private final long total;
    private final Distinct sessions = new Distinct();
    private @Nullable KnownRows known;
    private Counts counts = Counts.NONE;

    DryRun(
            SnapshotImport ingest,
            PgImports imports,
            OperationContext context,
            WireLimits limits,
            Clock clock,
            long total) {
        this.ingest = ingest;
        this.imports = imports;
        this.context = context;
        this.limits = limits;
        this.clock = clock;
        this.total = total;
    }

    Counts counts() {
        return counts;
    }

    /** Exact up to some thousands, within some hundredths beyond; one without an id is counted by visitor and window. */
    long sessions() {
        return sessions.estimate();
    }

    @Override
    public void page(List<SourceRow> rows) {
        known = KnownRows.of(imports, NO_IMPORT, rows);
    }

    @Override
    public RowPass.Wish wish(SourceRow row) {
        return known != null && known.isStored(row) ? RowPass.Wish.COUNT : RowPass.Wish.READ;
    }

    @Override
    public void take(RowBatch batch) {
        try (DecodedRequest decoded = batch.decode(limits)) {
            Taken taken = ingest.see(context.project().id(), decoded, clock.instant(), false, event -> {
                if (!event.snapshots().isEmpty()) {
                    sessions.add(event.session());
                }
            });
            counts = Settled.of(batch, taken).addedTo(counts);
        }
        counts.tell(context);
        context.figure("sessions", sessions());
        context.progress(counts.rows(), Math.max(total, counts.rows()), "reading");
    }

    /** Counts different texts by the smallest of their hashes, in constant memory. */
    static final class Distinct {
        private static final int KEPT = 4_096;

        private final TreeSet<Long> smallest = new TreeSet<>();

        void add(String text) {
            smallest.add(hash(text) >>> 1);
            if (smallest.size() > KEPT) {
                smallest.pollLast();
            }
        }

        long estimate() {
            if (smallest.size() < KEPT) {
                return smallest.size();
            }
            double share = (smallest.last() + 1.0) / Long.MAX_VALUE;
            return Math.round((KEPT - 1) / share);
        }

        private static long hash(String text) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_16BE)))
                        .getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
            }
        }
    }
}
