package org.sessionrecording.api.project;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Counters, timers and gauges. Names are dotted lower case without the plugin's id ({@code archive.bytes}); the host adds
 * the plugin as a label. The same name and labels give the same meter.
 */
public interface Metrics {
    /** Adds to a counter. {@code labels}: key, value, key, value, …; values from a small fixed set. */
    void count(String name, double amount, String... labels);

    void time(String name, Duration elapsed, String... labels);

    /** Registers a gauge read at scrape time; it ends with the plugin. The supplier must not block. */
    void gauge(String name, Supplier<Number> value, String... labels);
}
