package org.sessionrecording.api.enrich;

import org.pf4j.ExtensionPoint;

/**
 * Sees the snapshots of each chunk once, in order, before they are stored. One instance serves all requests at once, so
 * it holds no state; {@link #begin} gives the state of one chunk.
 */
public interface SnapshotEnricher extends ExtensionPoint {
    /** Stable, snake case, unique within the plugin; facts are stored under it. */
    String id();

    /** Raise it when the facts change their meaning: {@code rerun} then replaces the facts of lower versions. */
    int version();

    /**
     * True where nothing may be stored without it (redaction): its failure refuses the request with 503. Otherwise its
     * facts are missing and the failure is counted.
     */
    boolean required();

    /** Starts on one chunk. Called from any thread. */
    Enrichment begin(ChunkContext context);
}
