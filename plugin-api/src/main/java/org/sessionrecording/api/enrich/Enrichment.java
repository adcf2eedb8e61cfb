package org.sessionrecording.api.enrich;

import org.sessionrecording.api.recording.Facts;

/** An enricher at work on one chunk, on one thread. */
public interface Enrichment {
    /** Sees the next snapshot and says what becomes of it. Over old chunks only facts count, the verdict is ignored. */
    Verdict see(Snapshot snapshot);

    /** After the last snapshot: what was found in this chunk. */
    Facts facts();
}
