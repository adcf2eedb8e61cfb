package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.sessionrecording.host.store.SessionAppend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ingest counts. Labels come from small fixed sets, never from clients. */
final class IngestMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(IngestMetrics.class);

    private final MeterRegistry registry;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(IngestAnswer answer) {
        events("accepted", "none", answer.accepted());
        events("repeated", "none", answer.repeated());
        events("dropped", "erased", answer.erased());
        for (Refusal refusal : answer.refused()) {
            events("refused", refusal.cause().name().toLowerCase(Locale.ROOT), 1);
        }
    }

    private void events(String outcome, String reason, int count) {
        if (count > 0) {
            registry.counter("ingest.events", "outcome", outcome, "reason", reason)
                    .increment(count);
        }
    }

    void stored(List<SessionAppend> sessions) {
        long raw = 0;
        long stored = 0;
        for (SessionAppend session : sessions) {
            raw += session.rawBytes();
            stored += session.storedBytes();
        }
        registry.counter("ingest.bytes", "form", "plain").increment(raw);
        registry.counter("ingest.bytes", "form", "stored").increment(stored);
    }

    void overtaken() {
        registry.counter("ingest.overtaken").increment();
    }

    void enricherFailed(String enricher) {
        registry.counter("ingest.enricher.failures", "enricher", enricher).increment();
    }

    /** Counts it, and warns once: an enricher goes on until somebody gives it a new version. */
    void factsLeftOut(String enricher) {
        registry.counter("ingest.facts.left.out", "enricher", enricher).increment();
        if (warned.add(enricher)) {
            LOG.warn(
                    "Cannot merge what enricher {} found with what it found before: a fact changed its kind"
                            + " (give the enricher a new version); its facts of such chunks are left out",
                    enricher);
        }
    }

    void dropped(String enricher) {
        registry.counter("ingest.snapshots.dropped", "enricher", enricher).increment();
    }

    <T> T timed(String stage, Supplier<T> work) {
        Timer.Sample sample = Timer.start(registry);
        try {
            return work.get();
        } finally {
            sample.stop(registry.timer("ingest.stage", "stage", stage));
        }
    }
}
