package org.sessionrecording.host.plugins;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.ResourceBundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stopped plugin may have left in the JVM: pools, gauges, threads, JDBC drivers, resource bundles. */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RunningPlugin plugin;

    private Leftovers(RunningPlugin plugin) {
        this.plugin = plugin;
    }

    static Leftovers of(RunningPlugin plugin) {
        return new Leftovers(plugin);
    }

    /** Removes all; what cannot be removed is logged, so that its author learns of it. */
    void remove() {
        if (!plugin.services().workers().close(PATIENCE)) {
            log.warn("Plugin {} has workers that do not heed their interruption", plugin.id());
        }
        plugin.metrics().close();
        for (Thread thread : ownThreads()) {
            log.warn("Plugin {} left thread '{}' behind; interrupting it", plugin.id(), thread.getName());
            thread.interrupt();
        }
        try {
            plugin.loader().deregisterDrivers();
        } catch (IOException | ReflectiveOperationException | LinkageError | IllegalStateException e) {
            log.warn("Plugin {} left JDBC drivers behind that cannot be deregistered", plugin.id(), e);
        }
        ResourceBundle.clearCache(plugin.loader());
    }

    private List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread() && thread.isAlive())
                .filter(thread -> thread.getContextClassLoader() == plugin.loader()
                        || thread.getClass().getClassLoader() == plugin.loader())
                .toList();
    }
}
