package org.sessionrecording.host.imports;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.sessionrecording.host.store.PgImports;

/** What the ledger says of the rows of a page. */
final class KnownRows {
    private final long[] stored;
    private final long[] dealtWith;

    private KnownRows(long[] stored, long[] dealtWith) {
        this.stored = stored;
        this.dealtWith = dealtWith;
    }

    /** @param page not empty, in order */
    static KnownRows of(PgImports imports, long thisImport, List<SourceRow> page) {
        List<PgImports.Rows> known = imports.known(
                page.get(0).position().place(),
                page.get(page.size() - 1).position().place());
        long[] stored = sorted(known.stream().flatMapToLong(rows -> marks(rows.stored())));
        long[] dealtWith = sorted(known.stream()
                .filter(rows -> rows.importId() == thisImport)
                .flatMapToLong(rows -> LongStream.concat(marks(rows.stored()), marks(rows.skipped()))));
        return new KnownRows(stored, dealtWith);
    }

    private static long[] sorted(LongStream marks) {
        return marks.sorted().toArray();
    }

    private static LongStream marks(byte[] joined) {
        ByteBuffer bytes = ByteBuffer.wrap(joined);
        return LongStream.range(0, joined.length / Long.BYTES).map(i -> bytes.getLong((int) i * Long.BYTES));
    }

    static byte[] joined(List<SourceRow> rows) {
        ByteBuffer bytes = ByteBuffer.allocate(rows.size() * Long.BYTES);
        rows.forEach(row -> bytes.putLong(row.mark()));
        return bytes.array();
    }

    boolean isStored(SourceRow row) {
        return Arrays.binarySearch(stored, row.mark()) >= 0;
    }

    /** Whether this very import stored or skipped it. */
    boolean isDealtWith(SourceRow row) {
        return Arrays.binarySearch(dealtWith, row.mark()) >= 0;
    }
}
