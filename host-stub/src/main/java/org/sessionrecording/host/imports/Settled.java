package org.sessionrecording.host.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sessionrecording.host.ingest.Taken;

/**
 * What became of each row of a batch.
 *
 * @param imported rows that are stored now
 * @param repeated rows whose events were stored before
 * @param known rows that an earlier import stored
 */
record Settled(
        List<SourceRow> imported,
        List<SourceRow> repeated,
        List<SourceRow> known,
        List<RowBatch.Skipped> skipped,
        Taken taken) {
    static Settled of(RowBatch batch, Taken taken) {
        List<SourceRow> imported = new ArrayList<>();
        List<SourceRow> repeated = new ArrayList<>();
        List<RowBatch.Skipped> skipped = new ArrayList<>(batch.skipped());
        for (int i = 0; i < batch.events().size(); i++) {
            List<SourceRow> rows = batch.events().get(i).rows();
            if (taken.refused().containsKey(i)) {
                skipped.add(new RowBatch.Skipped(rows, Reason.EVENT_INVALID));
            } else if (taken.unreadable().contains(i)) {
                skipped.add(new RowBatch.Skipped(rows, Reason.NO_READABLE_SNAPSHOT));
            } else if (taken.repeated().contains(i)) {
                repeated.addAll(rows);
            } else {
                imported.addAll(rows);
            }
        }
        return new Settled(imported, repeated, batch.repeated(), skipped, taken);
    }

    Counts addedTo(Counts before) {
        Counts counts = before.with(imported.size(), repeated.size() + known.size())
                .withSnapshots(
                        taken.snapshots(),
                        taken.snapshotsLost(),
                        taken.opened(),
                        taken.rawBytes(),
                        taken.storedBytes());
        for (RowBatch.Skipped each : skipped) {
            counts = counts.withSkipped(each.rows(), each.reason());
        }
        return counts;
    }

    /** Rows that no import needs to read again. */
    List<SourceRow> stored() {
        return Stream.concat(imported.stream(), repeated.stream()).toList();
    }

    /** Rows that only this import needs not to read again. */
    List<SourceRow> seen() {
        return Stream.concat(known.stream(), skipped.stream().flatMap(each -> each.rows().stream()))
                .toList();
    }

    private LongStream places() {
        return Stream.concat(stored().stream(), seen().stream())
                .mapToLong(row -> row.position().place());
    }

    long first() {
        return places().min().orElse(0);
    }

    long last() {
        return places().max().orElse(0);
    }
}
