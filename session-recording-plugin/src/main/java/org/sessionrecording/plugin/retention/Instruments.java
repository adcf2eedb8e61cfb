package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.Project;

/**
 * What tells runs of the world, and the world of runs.
 *
 * @param doubt the last jump of the clock
 */
public record Instruments(Supplier<Optional<ClockDoubt>> doubt, Metrics metrics) {
    /** A clock that never jumps, and nobody who counts. */
    static final Instruments NONE = new Instruments(Optional::empty, new Metrics() {
        @Override
        public void count(String name, double amount, String... labels) {}

        @Override
        public void time(String name, Duration elapsed, String... labels) {}

        @Override
        public void gauge(String name, Supplier<Number> value, String... labels) {}
    });

    RunMeter meter(Project project) {
        return new RunMeter(metrics, project.id());
    }
}
