package org.sessionrecording.plugin.enrich;

import org.sessionrecording.api.enrich.SnapshotEnricher;

/** Base of enrichers that only give facts: a recording without them is still a recording. */
abstract class OptionalEnricher implements SnapshotEnricher {
    private final String id;
    private final int version;

    OptionalEnricher(String id, int version) {
        this.id = id;
        this.version = version;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final int version() {
        return version;
    }

    @Override
    public final boolean required() {
        return false;
    }
}
