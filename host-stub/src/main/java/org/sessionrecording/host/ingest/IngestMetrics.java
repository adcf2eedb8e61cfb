package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.sessionrecording.host.store.SessionAppend;

/** What ingest counts. Labels come from small fixed sets, never from clients. */
final class IngestMetrics {
    private final MeterRegistry registry;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(IngestAnswer answer) {
        events("accepted", "none", answer.accepted());
        events("repeated", "none", answer.repeated());
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
