package org.sessionrecording.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to each of many things on a few threads, and measures how long all of it took. */
final class Workers {
    /** As many as keep two cores and a disk busy. */
    static final int THREADS = 8;

    private Workers() {}

    /** What is done to one thing. */
    @FunctionalInterface
    interface Work<T> {
        void on(T thing) throws Exception;
    }

    /** @return seconds */
    static <T> double each(List<T> things, Work<T> work) throws Exception {
        return each(THREADS, things, work);
    }

    /** @return seconds */
    static <T> double each(int threads, List<T> things, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (T thing : things) {
                calls.add(() -> {
                    work.on(thing);
                    return null;
                });
            }
            long begin = System.nanoTime();
            for (Future<Void> future : pool.invokeAll(calls)) {
                future.get();
            }
            return (System.nanoTime() - begin) / 1e9;
        } finally {
            pool.shutdownNow();
        }
    }
}
