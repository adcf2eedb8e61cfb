package org.sessionrecording.plugin.retention;

/**
 * What bounds a run's memory: two batches of chunks at a time, whatever a recording or the backlog weighs.
 *
 * @param batchBytes stored bytes of chunks in one batch; a recording above it is streamed by itself
 * @param batchRecordings recordings in one batch
 * @param failuresInARow of the archive as a whole, after which the run gives up
 */
record RunLimits(long batchBytes, int batchRecordings, int failuresInARow) {
    static final RunLimits DEFAULT = new RunLimits(24L << 20, 256, 3);
}
