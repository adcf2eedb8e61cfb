package org.sessionrecording.host.plugins;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One extension behind its plugin's gate. Safe for use from any thread; empty once the plugin stopped. */
final class ContainedExtension<T extends ExtensionPoint> implements Contribution<T> {
    private static final Logger log = LoggerFactory.getLogger(ContainedExtension.class);

    private final RunningPlugin plugin;
    private final int limit;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile @Nullable T extension;

    ContainedExtension(RunningPlugin plugin, T extension) {
        this.plugin = plugin;
        this.extension = extension;
        this.limit = FailurePolicy.limit(extension);
    }

    boolean is(Class<?> point) {
        return point.isInstance(extension);
    }

    /** Lets go of the plugin's object. */
    void release() {
        extension = null;
    }

    @Override
    public String pluginId() {
        return plugin.id();
    }

    @Override
    public Project project(ProjectId id) {
        return plugin.project(id);
    }

    @Override
    public <R> R call(String what, Call<T, R> call) {
        CallGate.Entry entry = plugin.gate().enter();
        T target = extension;
        if (entry == CallGate.Entry.REFUSED || target == null) {
            plugin.gate().exit(entry);
            throw new ApiException(
                    Kind.PLUGIN, "Cannot " + what + ": plugin '" + pluginId() + "' has stopped (enable it)");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        long started = System.nanoTime();
        try {
            R result = call.on(target);
            if (failures.get() > 0) {
                failures.set(0);
            }
            return result;
        } catch (Throwable e) {
            throw failed(what, e);
        } finally {
            thread.setContextClassLoader(before);
            plugin.metrics().call(what, System.nanoTime() - started);
            plugin.gate().exit(entry);
        }
    }

    private RuntimeException failed(String what, Throwable e) {
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
            throw fatal;
        }
        if (FailurePolicy.isPluginFault(e)) {
            count(what, e);
        }
        if (e instanceof ApiException known) {
            return known;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new CancelledException();
        }
        return new ApiException(
                Kind.PLUGIN,
                "Cannot " + what + ": plugin '" + pluginId() + "' failed with "
                        + e.getClass().getSimpleName() + " (see the log)",
                e);
    }

    private void count(String what, Throwable e) {
        plugin.metrics().failure(what);
        int inARow = failures.incrementAndGet();
        if (inARow == 1) {
            log.warn("Plugin {} failed to {}", pluginId(), what, e);
        }
        if (inARow == limit) {
            plugin.giveUp("it failed " + limit + " times in a row to " + what + ", last with "
                    + e.getClass().getSimpleName());
        }
    }
}
