package org.sessionrecording.plugin.retention;

import org.sessionrecording.plugin.settings.Operator;

/**
 * What bounds a run's memory: two batches of chunks at a time, whatever a recording or the backlog weighs.
 *
 * @param batchBytes stored bytes of chunks in one batch; a recording above it is streamed by itself
 * @param batchRecordings recordings in one batch
 * @param failuresInARow of the archive as a whole, after which the run gives up
 */
record RunLimits(long batchBytes, int batchRecordings, int failuresInARow) {
    static RunLimits of(Operator operator) {
        return new RunLimits(operator.batchBytes(), 256, 3);
    }
}
