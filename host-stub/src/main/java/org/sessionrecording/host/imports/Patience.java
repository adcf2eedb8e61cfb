package org.sessionrecording.host.imports;

import java.time.Duration;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, for some minutes, what a database that is away or a host that is busy keeps from being done. */
final class Patience {
    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final int TRIES = 8;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Duration first;

    /** @param first pause; each is twice as long as the one before */
    Patience(Duration first) {
        this.first = first;
    }

    <R> R insist(Supplier<R> work) {
        Duration pause = first;
        for (int tried = 1; ; tried++) {
            try {
                return work.get();
            } catch (ApiException e) {
                boolean passing = e.kind() == ApiException.Kind.STORE;
                if (!passing || tried == TRIES) {
                    throw e;
                }
                log.warn("An import waits {} and tries again: {}", pause, e.getMessage());
                waitFor(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            }
        }
    }

    private static void waitFor(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
