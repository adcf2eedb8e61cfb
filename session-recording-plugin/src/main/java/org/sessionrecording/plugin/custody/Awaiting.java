package org.sessionrecording.plugin.custody;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.sessionrecording.api.operation.CancelledException;

/** Waits for what a worker does, as if the run's thread did it itself. */
final class Awaiting {
    private Awaiting() {}

    /** @throws CancelledException when interrupted */
    static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
