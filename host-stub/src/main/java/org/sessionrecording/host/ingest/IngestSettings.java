package org.sessionrecording.host.ingest;

import java.time.Duration;

/**
 * How snapshots become chunks, and what that may cost.
 *
 * @param deflateLevel 1 (fast) to 9 (small); 4 is where more time stops paying
 * @param chunkBytes most plain bytes of a chunk of several snapshots
 * @param memoryBytes that all requests together may hold; beyond it new ones wait
 * @param longestWait for memory, before a request is refused with 503
 */
public record IngestSettings(int deflateLevel, int chunkBytes, long memoryBytes, Duration longestWait) {
    private static final int MIB = 1024 * 1024;

    public IngestSettings {
        if (deflateLevel < 1 || deflateLevel > 9) {
            throw new IllegalArgumentException("Cannot compress at level " + deflateLevel + ": levels are 1 to 9");
        }
        if (chunkBytes < 1 || chunkBytes > MIB) {
            throw new IllegalArgumentException(
                    "Cannot make chunks of " + chunkBytes + " bytes: the format has 1 to " + MIB);
        }
        if (memoryBytes < MIB) {
            throw new IllegalArgumentException(
                    "Cannot take snapshots in " + memoryBytes + " bytes of memory: at least " + MIB + " are needed");
        }
    }

    /** What holds where nothing is set; a quarter of this Java's heap. */
    public static IngestSettings defaults() {
        return new IngestSettings(4, MIB, Math.max(MIB, Runtime.getRuntime().maxMemory() / 4), Duration.ofSeconds(5));
    }
}
