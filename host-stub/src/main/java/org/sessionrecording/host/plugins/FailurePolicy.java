package org.sessionrecording.host.plugins;

import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.operation.Operation;

/** Which failures are the plugin's fault, and how many in a row disable it. */
final class FailurePolicy {
    private static final int IN_A_ROW = 5;
    private static final int ENRICHMENTS_IN_A_ROW = 1_000;

    private FailurePolicy() {}

    /** A wrong request, or a store or an archive that is away, is not the plugin's fault. */
    static boolean isPluginFault(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known.kind() == ApiException.Kind.PLUGIN || known.kind() == ApiException.Kind.INTERNAL;
        }
        return !(failure instanceof InterruptedException);
    }

    /**
     * Consecutive failures of one extension that disable its plugin. Enrichers see what strangers send: a few hostile
     * requests must not switch recording off, and a required one fails closed by itself. Operations fail for reasons
     * outside, and have their own records.
     */
    static int limit(ExtensionPoint extension) {
        if (extension instanceof Operation) {
            return Integer.MAX_VALUE;
        }
        if (extension instanceof SnapshotEnricher) {
            return ENRICHMENTS_IN_A_ROW;
        }
        return IN_A_ROW;
    }
}
