package org.sessionrecording.host.imports;

/**
 * How much is read at once.
 *
 * @param bytes of properties, beyond the first row's
 * @param rowBytes of one row; a longer one is told of, without its properties
 */
record PageSize(long bytes, long rowBytes) {
    private static final int MOST_ROWS = 5_000;
    private static final long USUAL_ROW = 4_096;

    /** Rows to ask for, where so many bytes were read in so many rows until now. */
    int rows(long bytesRead, long rowsRead) {
        long mean = rowsRead == 0 ? USUAL_ROW : Math.max(64, bytesRead / rowsRead);
        return (int) Math.max(1, Math.min(MOST_ROWS, bytes / mean));
    }
}
