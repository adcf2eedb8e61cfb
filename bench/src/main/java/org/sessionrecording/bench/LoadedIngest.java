package org.sessionrecording.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Visitors that send all the time, one request after the other, while something else is going on. */
final class LoadedIngest implements AutoCloseable {
    private static final int VISITORS = 2;
    private static final long PAUSE_MILLIS = 10;

    private final ExecutorService threads = Executors.newFixedThreadPool(VISITORS);
    private final List<Future<?>> running = new ArrayList<>();
    private final List<Took> took = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean stopping;

    private record Took(long begin, long nanos) {}

    LoadedIngest(BenchHost host, List<List<byte[]>> sessions) {
        for (int i = 0; i < VISITORS; i++) {
            int visitor = i;
            running.add(threads.submit(() -> {
                visit(host.sender(), sessions, visitor);
                return null;
            }));
        }
    }

    private void visit(Sender sender, List<List<byte[]>> sessions, int visitor) throws Exception {
        for (int i = visitor; !stopping; i += VISITORS) {
            for (byte[] body : sessions.get(i % sessions.size())) {
                long begin = System.nanoTime();
                sender.send(List.of(body));
                took.add(new Took(begin, System.nanoTime() - begin));
                Thread.sleep(PAUSE_MILLIS); // a visitor sends now and then; a full queue would measure the queue
                if (stopping) {
                    return;
                }
            }
        }
    }

    /** Milliseconds of requests that ran in a span, in order. */
    List<Double> between(long from, long to) {
        synchronized (took) {
            return took.stream()
                    .filter(each -> each.begin() + each.nanos() >= from && each.begin() <= to)
                    .map(each -> each.nanos() / 1e6)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        stopping = true;
        for (Future<?> future : running) {
            future.get();
        }
        threads.shutdownNow();
    }
}
