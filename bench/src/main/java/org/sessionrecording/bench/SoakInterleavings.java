package org.sessionrecording.bench;

import java.util.Map;
import java.util.OptionalInt;
import org.sessionrecording.interleavings.Soak;

/**
 * Everything that can happen to recordings, in random order, and requires each time that nothing is lost and everything plays.
 * Ends at the first chain of steps that does harm, with the shortest script for it that it finds. {@code ours} is how many
 * steps did none, {@code limit} and {@code baseline} how many there were.
 */
final class SoakInterleavings implements Benchmark {
    private final OptionalInt chains;

    /** @param chains of {@link Soak#STEPS} steps, else by scale */
    SoakInterleavings(OptionalInt chains) {
        this.chains = chains;
    }

    @Override
    public String name() {
        return "interleavings";
    }

    @Override
    public boolean onlyWhenAsked() {
        return true;
    }

    @Override
    public BenchResult run(Scale scale) {
        int count = chains.orElse(
                switch (scale) {
                    case QUICK -> 1;
                    case NORMAL -> 10;
                    case SOAK -> 500;
                });
        long started = System.nanoTime();
        Soak.run(count);
        double steps = (double) count * Soak.STEPS;
        Map<String, Double> details = Map.of("chains", (double) count, "seconds", (System.nanoTime() - started) / 1e9);
        return new BenchResult(name(), "steps survived", steps, steps, steps, Map.of(), details);
    }
}
