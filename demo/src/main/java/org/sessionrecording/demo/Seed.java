package org.sessionrecording.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.wire.GrowSamples;
import org.sessionrecording.wire.GrownSession;
import org.sessionrecording.wire.WireSamples;

/** Sends grown sessions to the host as their browsers would have. What was sent before is dropped there as a repeat. */
final class Seed {
    private static final int AT_ONCE = 2;

    private final HostApi api;
    private final Map<String, GrowSamples> eras = new HashMap<>();

    Seed(HostApi api) {
        this.api = api;
        WireSamples.ERAS.forEach(era -> eras.put(era, GrowSamples.of(era)));
    }

    /**
     * Sends all visits, the last one after the others are stored.
     *
     * @param now that ages are counted from; the same at every attempt, so that what was stored is known as a repeat
     * @param progress is told how many have been sent
     * @return bytes of JSON sent
     */
    long send(List<SeedPlan.Visit> visits, Instant now, IntConsumer progress) throws InterruptedException {
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Long>> sent = new ArrayList<>();
            int last = visits.size() - 1;
            visits.subList(0, last).forEach(visit -> sent.add(senders.submit(() -> send(visit, now))));
            long bytes = 0;
            for (int i = 0; i < last; i++) {
                bytes += sent.get(i).get();
                progress.accept(i + 1);
            }
            bytes += send(visits.get(last), now);
            progress.accept(visits.size());
            return bytes;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException known
                    ? known
                    : new ApiException(
                            ApiException.Kind.INTERNAL, "Cannot send a recording: " + e.getCause(), e.getCause());
        } finally {
            senders.shutdownNow();
        }
    }

    private long send(SeedPlan.Visit visit, Instant now) {
        GrowSamples samples = java.util.Objects.requireNonNull(eras.get(visit.era()));
        GrownSession session = samples.grow(visit.visitor(), now.minus(visit.age()), visit.rawBytes());
        for (GrownSession.Request request : session.requests()) {
            api.capture(request.path(), request.body(), visit.userAgent());
        }
        return session.rawBytes();
    }
}
