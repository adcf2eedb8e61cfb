package org.sessionrecording.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Milliseconds until the list of recordings answers, by whatever it is filtered and sorted: the twentieth slowest of a hundred
 * requests counts. First among a thousand recordings, then among a hundred thousand: people should not notice which.
 */
final class ListsBench implements Benchmark {
    private static final int FEW = 1_000;
    private static final int MANY = 100_000;
    private static final int QUICK_ROUNDS = 10;
    private static final int ROUNDS = 60;
    private static final int WARM = 5;
    /** It takes seconds for some of them. */
    private static final int STRAIGHT_ROUNDS = 1;

    private static final double SLOW = 0.95;

    @Override
    public String name() {
        return "lists";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int rounds = scale == Scale.QUICK ? QUICK_ROUNDS : ROUNDS;
        Map<String, Double> details = new LinkedHashMap<>();
        try (ListHost host = ListHost.start()) {
            ListedRecordings recordings = host.recordings();
            recordings.fill(FEW);
            List<Double> few = measure(host, rounds, "of_" + FEW, new LinkedHashMap<>());
            recordings.fill(MANY);
            List<Double> many = measure(host, rounds, "", details);
            List<Double> straight =
                    repeat(rounds, new ArrayList<>(recordings.straight().values()));
            List<Double> limit = repeat(rounds, List.of(recordings.byKey()));
            double ours = slow(many);
            details.put("p95_growth", ours / slow(few));
            details.put("p95_ms_of_" + FEW, slow(few));
            return new BenchResult(name(), "ms (p95)", ours, slow(limit), slow(straight), Map.of(), details);
        }
    }

    /** Request by request and round by round, so that other work of the machine is not one request's alone. */
    private static List<Double> measure(ListHost host, int rounds, String suffix, Map<String, Double> details)
            throws Exception {
        Map<String, String> requests = host.recordings().requests();
        Map<String, List<Double>> times = new LinkedHashMap<>();
        requests.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        for (int round = -WARM; round < rounds; round++) {
            for (Map.Entry<String, String> request : requests.entrySet()) {
                double millis = host.list(request.getValue());
                if (round >= 0) {
                    times.get(request.getKey()).add(millis);
                }
            }
        }
        times.forEach((name, each) -> details.put("p95_ms_" + name + suffix, slow(each)));
        return times.values().stream().flatMap(List::stream).toList();
    }

    private static List<Double> repeat(int rounds, Collection<Runnable> works) {
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Runnable work : works) {
                long begin = System.nanoTime();
                work.run();
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return times;
    }

    private static double slow(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * SLOW) - 1);
    }
}
