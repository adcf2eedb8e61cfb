package org.sessionrecording.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/bench [NAME…] [--quick] [--soak]}: runs the named measurements, or all. */
public final class Bench {
    private static final List<Benchmark> ALL = List.of(
            new ArchiveBench(),
            new IngestBench(),
            new StorageBench(),
            new ReclaimBench(),
            new RequestsBench(),
            new MemoryBench());

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Benchmark.Scale scale = Benchmark.Scale.NORMAL;
        List<String> names = new ArrayList<>();
        for (String arg : args) {
            switch (arg) {
                case "--quick" -> scale = Benchmark.Scale.QUICK;
                case "--soak" -> scale = Benchmark.Scale.SOAK;
                default -> names.add(arg);
            }
        }
        List<Benchmark> chosen = chosen(names);
        BenchReport report = new BenchReport(Path.of("target", "bench"), System.out);
        report.header();
        for (Benchmark benchmark : chosen) {
            report.add(benchmark.run(scale));
        }
        System.exit(0); // embedded servers may leave threads
    }

    private static List<Benchmark> chosen(List<String> names) {
        List<String> known = ALL.stream().map(Benchmark::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                System.err.println("Cannot measure '" + name + "': there are " + String.join(", ", known));
                System.exit(2);
            }
        }
        return ALL.stream()
                .filter(b -> names.isEmpty() || names.contains(b.name()))
                .toList();
    }
}
