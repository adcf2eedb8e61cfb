package org.sessionrecording.host.imports;

import java.util.List;

/**
 * An event made of one row, or of several that held its pieces.
 *
 * @param json as an element of a request's array
 */
@SuppressWarnings("ArrayRecordComponent") // read once
record RowEvent(byte[] json, List<SourceRow> rows) {
    RowEvent {
        rows = List.copyOf(rows);
    }
}
