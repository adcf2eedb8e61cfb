package org.sessionrecording.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code bin/bench [NAME…] [--quick] [--soak] [--count=N] [--seed=N]}: runs the named measurements, or all. Count and seed are
 * for those that do something random again and again.
 */
public final class Bench {
    private static final String COUNT = "--count=";
    private static final String SEED = "--seed=";

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Benchmark.Scale scale = Benchmark.Scale.NORMAL;
        List<String> names = new ArrayList<>();
        OptionalInt count = OptionalInt.empty();
        OptionalLong seed = OptionalLong.empty();
        for (String arg : args) {
            switch (arg) {
                case "--quick" -> scale = Benchmark.Scale.QUICK;
                case "--soak" -> scale = Benchmark.Scale.SOAK;
                default -> {
                    if (arg.startsWith(COUNT)) {
                        count = OptionalInt.of(Integer.parseInt(arg.substring(COUNT.length())));
                    } else if (arg.startsWith(SEED)) {
                        seed = OptionalLong.of(Long.parseLong(arg.substring(SEED.length())));
                    } else {
                        names.add(arg);
                    }
                }
            }
        }
        List<Benchmark> chosen = chosen(names, all(count, seed), scale);
        BenchReport report = new BenchReport(Path.of("target", "bench"), System.out);
        report.header();
        for (Benchmark benchmark : chosen) {
            report.add(benchmark.run(scale));
        }
        System.exit(0); // embedded servers may leave threads
    }

    private static List<Benchmark> all(OptionalInt count, OptionalLong seed) {
        return List.of(
                new ArchiveBench(),
                new IngestBench(),
                new StorageBench(),
                new ReclaimBench(),
                new RequestsBench(),
                new MemoryBench(),
                new PlaybackBench(),
                new CaptureBench(),
                new ListsBench(),
                new SoakKills(count, seed),
                new SoakInterleavings(count));
    }

    private static List<Benchmark> chosen(List<String> names, List<Benchmark> all, Benchmark.Scale scale) {
        List<String> known = all.stream().map(Benchmark::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                System.err.println("Cannot measure '" + name + "': there are " + String.join(", ", known));
                System.exit(2);
            }
        }
        boolean soak = scale == Benchmark.Scale.SOAK;
        return all.stream()
                .filter(b -> names.isEmpty() ? soak || !b.onlyWhenAsked() : names.contains(b.name()))
                .toList();
    }
}
