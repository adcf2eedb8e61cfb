package org.sessionrecording.host.plugins;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.sessionrecording.api.project.Metrics;

/**
 * A plugin's meters in the host's registry, labelled with its id. Gauges, which hold the plugin's code, end with it;
 * counters go on where they were when it starts again. Safe for use from any thread.
 */
final class PluginMetrics implements Metrics {
    private final String pluginId;
    private final MeterRegistry registry;
    private final Map<Meter.Id, Gauge> gauges = new ConcurrentHashMap<>();
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();

    PluginMetrics(String pluginId, MeterRegistry registry) {
        this.pluginId = pluginId;
        this.registry = registry;
    }

    @Override
    public void count(String name, double amount, String... labels) {
        registry.counter(name, tags(labels)).increment(amount);
    }

    @Override
    public void time(String name, Duration elapsed, String... labels) {
        registry.timer(name, tags(labels)).record(elapsed);
    }

    @Override
    public void gauge(String name, Supplier<Number> value, String... labels) {
        Gauge gauge = Gauge.builder(name, value, supplier -> supplier.get().doubleValue())
                .strongReference(true)
                .tags(tags(labels))
                .register(registry);
        gauges.put(gauge.getId(), gauge);
    }

    /** Records one contained call. */
    void call(String what, long nanos) {
        calls.computeIfAbsent(what, key -> registry.timer("plugin.calls", tags("call", key)))
                .record(Duration.ofNanos(nanos));
    }

    void failure(String what) {
        count("plugin.failures", 1, "call", what);
    }

    void close() {
        gauges.values().forEach(registry::remove);
        gauges.clear();
    }

    private Tags tags(String... labels) {
        return Tags.of(labels).and("plugin", pluginId);
    }
}
