package org.sessionrecording.host.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.ingest.Taken;
import org.sessionrecording.host.store.PgImports;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.WireLimits;

/** Stores rows and keeps the record of it, both in one transaction a batch. For one thread. */
final class Storing implements RowPass.Sink {
    private final SnapshotImport ingest;
    private final PgImports imports;
    private final PgImports.Open open;
    private final OperationContext context;
    private final Patience patience;
    private final WireLimits limits;
    private final Clock clock;
    private final long total;
    private final @Nullable Position reachedBefore;
    private @Nullable KnownRows known;
    private Counts counts;

    Storing(
            SnapshotImport ingest,
            PgImports imports,
            PgImports.Open open,
            OperationContext context,
            Patience patience,
            WireLimits limits,
            Clock clock,
            long total) {
        this.ingest = ingest;
        this.imports = imports;
        this.open = open;
        this.context = context;
        this.patience = patience;
        this.limits = limits;
        this.clock = clock;
        this.total = total;
        this.reachedBefore = open.reached().map(Position::parse).orElse(null);
        this.counts = Counts.parse(open.counts());
    }

    Counts counts() {
        return counts;
    }

    @Override
    public void page(List<SourceRow> rows) {
        known = patience.insist(() -> KnownRows.of(imports, open.id(), rows));
    }

    @Override
    public RowPass.Wish wish(SourceRow row) {
        KnownRows page = known;
        if (page == null) {
            return RowPass.Wish.READ;
        }
        boolean readBefore = reachedBefore != null && row.position().place() <= reachedBefore.place();
        if (readBefore && page.isDealtWith(row)) {
            return RowPass.Wish.PASS;
        }
        return page.isStored(row) ? RowPass.Wish.COUNT : RowPass.Wish.READ;
    }

    @Override
    public void take(RowBatch batch) {
        counts = patience.insist(() -> stored(batch));
        counts.tell(context);
        context.progress(counts.rows(), Math.max(total, counts.rows()), "importing");
    }

    private Counts stored(RowBatch batch) {
        List<Counts> written = new ArrayList<>();
        ProjectId project = context.project().id();
        try (DecodedRequest decoded = batch.decode(limits)) {
            ingest.take(
                    project,
                    decoded,
                    clock.instant(),
                    (transaction, taken) -> written.add(write(transaction, batch, taken)));
        }
        return written.get(written.size() - 1);
    }

    private Counts write(Connection transaction, RowBatch batch, Taken taken) throws SQLException {
        Settled settled = Settled.of(batch, taken);
        Counts now = settled.addedTo(counts);
        PgImports.Rows rows =
                new PgImports.Rows(open.id(), KnownRows.joined(settled.stored()), KnownRows.joined(settled.seen()));
        PgImports.Progress progress = new PgImports.Progress(text(batch.resume()), text(batch.reached()), now.json());
        imports.add(transaction, context.lease(), rows, settled.first(), settled.last(), progress);
        return now;
    }

    private static @Nullable String text(Optional<Position> position) {
        return position.map(Position::toString).orElse(null);
    }
}
