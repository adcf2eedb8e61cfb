package org.sessionrecording.host.plugins;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets calls into a plugin through until it is closed, and then waits for those inside. A call made from within a call
 * passes even then, so that the outer one can finish. Safe for use from any thread; entering takes no lock.
 */
final class CallGate {
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile boolean closed;

    /** How a call got in. */
    enum Entry {
        REFUSED,
        OUTER,
        NESTED
    }

    Entry enter() {
        Thread thread = Thread.currentThread();
        if (!inside.add(thread)) {
            return Entry.NESTED;
        }
        // added first, so that close() either sees this call or this call sees the gate closed
        if (closed) {
            exit(Entry.OUTER);
            return Entry.REFUSED;
        }
        return Entry.OUTER;
    }

    void exit(Entry entry) {
        if (entry != Entry.OUTER) {
            return;
        }
        inside.remove(Thread.currentThread());
        if (closed) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Refuses new calls, waits, then interrupts those that are left and waits once more; true when none is left. */
    boolean close(Duration patience) {
        closed = true;
        if (awaitEmpty(patience)) {
            return true;
        }
        inside.forEach(Thread::interrupt);
        return awaitEmpty(patience);
    }

    private boolean awaitEmpty(Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (!inside.isEmpty() && nanos > 0) {
                // the slice covers an exit() between its removal and its look at `closed`
                long slice = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(50));
                nanos -= slice - left.awaitNanos(slice);
            }
            return inside.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return inside.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
