package org.sessionrecording.plugin.testing;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.project.Workers;

/** Pools as the host's are: bounded, the caller working where the queue is full. */
public final class TestWorkers implements Workers {
    @Override
    public ExecutorService pool(String name, int threads, int queue) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }
}
