package org.sessionrecording.host.plugins;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sessionrecording.api.project.Workers;

/** A plugin's pools, which end with it. Safe for use from any thread. */
final class PluginWorkers implements Workers {
    private static final int MAX_THREADS = 64;

    private final String pluginId;
    private final ClassLoader loader;
    private final List<ThreadPoolExecutor> pools = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    PluginWorkers(String pluginId, ClassLoader loader) {
        this.pluginId = pluginId;
        this.loader = loader;
    }

    @Override
    public ExecutorService pool(String name, int threads, int queue) {
        if (threads < 1 || threads > MAX_THREADS || queue < 0) {
            throw new IllegalArgumentException("Cannot make pool '" + name + "': 1 to " + MAX_THREADS
                    + " threads and a queue of 0 or more, not " + threads + " and " + queue);
        }
        if (closed) {
            throw new IllegalStateException("Cannot make pool '" + name + "': plugin " + pluginId + " has stopped");
        }
        pools.removeIf(ThreadPoolExecutor::isTerminated);
        BlockingQueue<Runnable> tasks = queue == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(queue);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, tasks, factory(name), PluginWorkers::inCaller);
        pools.add(pool);
        return pool;
    }

    private ThreadFactory factory(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, pluginId + "-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            threads.removeIf(each -> each.getState() == Thread.State.TERMINATED);
            threads.add(thread);
            return thread;
        };
    }

    private static void inCaller(Runnable task, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("Cannot run a task: its pool was closed");
        }
        task.run();
    }

    /** Interrupts what runs and waits; false where threads are left after {@code patience}. */
    boolean close(Duration patience) {
        closed = true;
        pools.forEach(ThreadPoolExecutor::shutdownNow);
        long end = System.nanoTime() + patience.toNanos();
        boolean all = true;
        for (ThreadPoolExecutor pool : pools) {
            all &= await(pool, end - System.nanoTime());
        }
        pools.clear();
        // a pool counts as terminated a moment before its last thread ends
        for (Thread thread : threads) {
            all &= join(thread, end - System.nanoTime());
        }
        return all;
    }

    private static boolean join(Thread thread, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static boolean await(ThreadPoolExecutor pool, long nanos) {
        try {
            return pool.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return pool.isTerminated();
        }
    }
}
