package org.sessionrecording.host.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;

/**
 * Tries DDL again that did not get its lock in time. Each try waits shortly, since whoever comes after a waiting DDL
 * statement waits behind it.
 */
final class LockRetry {
    /** How long one try may make others wait. */
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private LockRetry() {}

    static <T> T run(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (ApiException e) {
                if (tries == TRIES
                        || !isLockTimeout(e)
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS + ThreadLocalRandom.current().nextLong(PAUSE_NANOS));
            }
        }
    }

    static boolean isLockTimeout(ApiException e) {
        return StoreErrors.state(e).equals(StoreErrors.LOCK_NOT_AVAILABLE);
    }
}
