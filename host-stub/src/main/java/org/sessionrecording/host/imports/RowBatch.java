package org.sessionrecording.host.imports;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;

/** Rows that are stored together: large enough for large chunks, small enough for memory. For one thread. */
final class RowBatch {
    private static final int MOST_ROWS = 5_000;
    private static final RequestLine LINE = RequestLine.of("/s/", "", "application/json");

    private final long mostBytes;
    private final List<RowEvent> events = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<SourceRow> repeated = new ArrayList<>();
    private long bytes;
    private int rows;
    private @Nullable Position resume;
    private @Nullable Position reached;

    /** Rows that cannot be used, for one reason. */
    record Skipped(List<SourceRow> rows, Reason reason) {
        Skipped {
            rows = List.copyOf(rows);
        }
    }

    RowBatch(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(RowEvent event) {
        events.add(event);
        rows += event.rows().size();
        bytes += event.json().length + 1L;
    }

    void skip(List<SourceRow> unusable, Reason reason) {
        skipped.add(new Skipped(unusable, reason));
        rows += unusable.size();
    }

    /** A row that an earlier import stored. */
    void repeat(SourceRow row) {
        repeated.add(row);
        rows++;
    }

    /** A row that an earlier run of this import has dealt with; it counts for how often is told how far the import is. */
    void pass() {
        rows++;
    }

    /** A row was read, or none is left; tells from where to go on if nothing but this batch is stored. */
    void reached(@Nullable Position read, Pieces waiting) {
        reached = read;
        resume = waiting.isEmpty() ? read : waiting.beforeOldest();
    }

    boolean isFull() {
        return bytes >= mostBytes || rows >= MOST_ROWS;
    }

    /** Twice as much as that, or more. */
    boolean isOverfull() {
        return bytes >= 2 * mostBytes || rows >= 2 * MOST_ROWS;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    List<RowEvent> events() {
        return events;
    }

    List<Skipped> skipped() {
        return skipped;
    }

    List<SourceRow> repeated() {
        return repeated;
    }

    /** The row after which a run goes on that begins after this batch was stored; empty: at the begin. */
    Optional<Position> resume() {
        return Optional.ofNullable(resume);
    }

    Optional<Position> reached() {
        return Optional.ofNullable(reached);
    }

    /** The events as one request, which the caller closes. Each was found to be JSON, so this cannot fail for all. */
    DecodedRequest decode(WireLimits limits) {
        List<InputStream> parts = new ArrayList<>();
        byte[] separator = {'['};
        for (RowEvent event : events) {
            parts.add(new ByteArrayInputStream(separator));
            parts.add(new ByteArrayInputStream(event.json()));
            separator = new byte[] {','};
        }
        parts.add(new ByteArrayInputStream(new byte[] {events.isEmpty() ? (byte) '[' : (byte) ' ', ']'}));
        InputStream body = new SequenceInputStream(Collections.enumeration(parts));
        return new WireDecoder(limits.forBody(Math.toIntExact(bytes + 2))).decode(body, LINE);
    }
}
