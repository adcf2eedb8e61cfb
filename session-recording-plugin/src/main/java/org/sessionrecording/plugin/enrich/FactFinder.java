package org.sessionrecording.plugin.enrich;

import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.Verdict;

/** An enrichment that keeps every snapshot as it is. */
abstract class FactFinder implements Enrichment {
    abstract void look(Snapshot snapshot);

    @Override
    public final Verdict see(Snapshot snapshot) {
        look(snapshot);
        return Verdict.KEEP;
    }
}
