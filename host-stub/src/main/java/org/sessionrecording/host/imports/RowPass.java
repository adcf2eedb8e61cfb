package org.sessionrecording.host.imports;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.host.wire.WireLimits;

/** Reads a table once, in order, and hands its rows on in batches. For one thread, once. */
final class RowPass {
    private final SnapshotTable table;
    private final Patience patience;
    private final OperationContext context;
    private final RowReader reader;
    private final long batchBytes;

    RowPass(SnapshotTable table, Patience patience, OperationContext context, WireLimits limits, long batchBytes) {
        this.table = table;
        this.patience = patience;
        this.context = context;
        this.reader = new RowReader(limits, batchBytes);
        this.batchBytes = batchBytes;
    }

    /** What is done with the rows. */
    interface Sink {
        /** Told of each page before its rows are asked for one by one. */
        void page(List<SourceRow> rows);

        /** What is to be done with a row. */
        Wish wish(SourceRow row);

        /** Takes rows that are done with. */
        void take(RowBatch batch);
    }

    /** What a sink may want of a row. */
    enum Wish {
        READ,
        /** It was stored by an earlier import: count it. */
        COUNT,
        /** This import has counted it before. */
        PASS
    }

    void run(Optional<Position> from, Sink sink) {
        Position last = from.orElse(null);
        RowBatch batch = new RowBatch(batchBytes);
        while (true) {
            context.checkCancelled();
            Optional<Position> after = Optional.ofNullable(last);
            List<SourceRow> page = patience.insist(() -> table.page(after));
            if (page.isEmpty()) {
                break;
            }
            sink.page(page);
            for (SourceRow row : page) {
                if (isWhole(batch, last, row)) {
                    context.checkCancelled();
                    sink.take(batch);
                    batch = new RowBatch(batchBytes);
                }
                take(row, last, sink.wish(row), batch);
                last = row.position();
            }
        }
        reader.end(last, batch);
        if (!batch.isEmpty()) {
            sink.take(batch);
        }
    }

    /** Rows of one place go into one batch, which puts them in order, unless they are very many. */
    private static boolean isWhole(RowBatch batch, @Nullable Position last, SourceRow next) {
        boolean between = last == null || last.place() != next.position().place();
        return batch.isFull() && (between || batch.isOverfull());
    }

    private void take(SourceRow row, @Nullable Position before, Wish wish, RowBatch batch) {
        if (wish == Wish.READ) {
            reader.read(row, before, batch);
            return;
        }
        if (wish == Wish.COUNT) {
            batch.repeat(row);
        } else {
            batch.pass();
        }
        reader.passed(row.position(), batch);
    }
}
