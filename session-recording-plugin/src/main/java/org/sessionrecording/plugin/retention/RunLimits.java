package org.sessionrecording.plugin.retention;

import org.sessionrecording.plugin.settings.Operator;

/**
 * What bounds a run's memory: three batches of chunks at a time (one read, one written, one linked), whatever a recording or the backlog weighs.
 *
 * @param batchBytes stored bytes of chunks in one batch; a recording above it is streamed by itself
 * @param batchRecordings recordings in one batch, and in a page of those that are due
 * @param failuresInARow of the archive as a whole, after which the run gives up
 */
record RunLimits(long batchBytes, int batchRecordings, int failuresInARow) {
    private static final int MOST_RECORDINGS = 256;
    private static final int FEWEST_RECORDINGS = 32;
    /** Of heap for each recording of a batch: its facts alone may be 8 kB of JSON. */
    private static final long HEAP_PER_RECORDING = 2L << 20;

    static RunLimits of(Operator operator) {
        return new RunLimits(
                operator.batchBytes(), recordings(Runtime.getRuntime().maxMemory()), 3);
    }

    static int recordings(long maxHeapBytes) {
        return (int) Math.max(FEWEST_RECORDINGS, Math.min(MOST_RECORDINGS, maxHeapBytes / HEAP_PER_RECORDING));
    }
}
