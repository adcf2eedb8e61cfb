package org.sessionrecording.host.plugins;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.host.plugins.PluginFolder.Found;
import org.sessionrecording.host.plugins.PluginFolder.Installed;
import org.sessionrecording.host.plugins.PluginStatus.State;
import org.sessionrecording.host.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of this host: installs, starts, stops and lists them, and gives their extensions to the host's rooms. Safe
 * for use from any thread; whatever changes a plugin happens on one lifecycle thread, and its caller waits for it. Closing
 * stops all plugins.
 */
public final class PluginService implements Extensions, AutoCloseable {
    /** The version of the plugin API that this host implements. */
    public static final String API_VERSION = "0.1.0";

    private static final Logger log = LoggerFactory.getLogger(PluginService.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PluginFolder folder;
    private final BundledPlugins bundled;
    private final PluginTable table;
    private final Map<String, String> environment;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Supplier<Optional<ClockDoubt>> doubt;
    private final List<PluginListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final ExecutorService lifecycleThread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "plugin-lifecycle"));
    private volatile @Nullable PluginLifecycle lifecycle;

    /**
     * @param directory of the installed zips; made where it is absent; this host's alone
     * @param bundled zips that come with the host
     * @param environment of the process; a plugin sees what it declared
     */
    public PluginService(
            Path directory,
            List<Path> bundled,
            Map<String, String> environment,
            Database database,
            MeterRegistry registry,
            Clock clock,
            Supplier<Optional<ClockDoubt>> doubt) {
        this.folder = new PluginFolder(directory);
        this.bundled = new BundledPlugins(bundled);
        this.table = new PluginTable(database);
        this.environment = Map.copyOf(environment);
        this.registry = registry;
        this.clock = clock;
        this.doubt = doubt;
    }

    /** The zips in a folder, for the constructor's {@code bundled}. */
    public static List<Path> zipsIn(Path directory) {
        return PluginFolder.zips(directory);
    }

    /** Installs the bundled plugins and starts all that are enabled. One that fails stops no other: see {@link #list}. */
    public void start(PluginProjects projects) {
        onLifecycleThread("start the plugins", () -> {
            folder.prepare();
            lifecycle = new PluginLifecycle(
                    folder,
                    API_VERSION,
                    table.installation(),
                    projects,
                    clock,
                    doubt,
                    registry,
                    environment,
                    this::disableSoon);
            bundled.install(folder, table);
            for (Installed installed : folder.scan().plugins().values()) {
                if (isEnabled(installed.descriptor())) {
                    tryStart(installed);
                }
            }
            return null;
        });
    }

    /** Adds a listener; to be called before {@link #start}. */
    public void listen(PluginListener listener) {
        listeners.add(listener);
    }

    @Override
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        PluginLifecycle current = lifecycle;
        return current == null ? List.of() : current.collect(point);
    }

    /** All installed plugins, and files that should be one, ordered by id. */
    public List<PluginStatus> list() {
        Found found = folder.scan();
        List<PluginStatus> all = new ArrayList<>();
        found.plugins().values().forEach(installed -> all.add(status(installed.descriptor())));
        found.problems()
                .forEach((file, problem) ->
                        all.add(new PluginStatus(file, "", "", "", State.FAILED, Optional.of(problem))));
        return all;
    }

    public Optional<PluginStatus> find(String id) {
        return list().stream().filter(status -> status.id().equals(id)).findFirst();
    }

    /**
     * Installs a zip, or upgrades to it, and starts it.
     *
     * @throws ApiException of kind CALLER where it is no usable plugin, CONFLICT where a newer version is installed
     */
    public PluginStatus install(Path zip) {
        Descriptor descriptor = new PluginZip(zip).descriptor();
        return onLifecycleThread("install plugin '" + descriptor.id() + "'", () -> {
            folder.find(descriptor.id()).ifPresent(installed -> requireNotNewer(installed, descriptor));
            takeDown(descriptor.id());
            Installed installed = folder.replace(zip, descriptor);
            table.put(descriptor.id(), descriptor.version(), true, null);
            tryStart(installed);
            return status(descriptor);
        });
    }

    private static void requireNotNewer(Installed installed, Descriptor wanted) {
        String version = installed.descriptor().version();
        if (PluginFolder.compare(version, wanted.version()) > 0) {
            throw new ApiException(
                    Kind.CONFLICT,
                    "Cannot install plugin '" + wanted.id() + "' " + wanted.version() + ": " + version
                            + " is installed, which is newer (remove it first)");
        }
    }

    /** Enables and starts it; enabling one that runs changes nothing. */
    public PluginStatus enable(String id) {
        return onLifecycleThread("enable plugin '" + id + "'", () -> {
            Installed installed = require(id);
            table.put(id, installed.descriptor().version(), true, null);
            if (!lifecycle().isRunning(id)) {
                tryStart(installed);
            }
            return status(installed.descriptor());
        });
    }

    /** Stops it, and keeps it from starting until it is enabled again. */
    public PluginStatus disable(String id, String reason) {
        return onLifecycleThread("disable plugin '" + id + "'", () -> {
            Installed installed = require(id);
            table.put(id, installed.descriptor().version(), false, reason);
            takeDown(id);
            problems.remove(id);
            return status(installed.descriptor());
        });
    }

    /** Stops it and removes its files; settings and state stay for when it comes back. */
    public void remove(String id) {
        onLifecycleThread("remove plugin '" + id + "'", () -> {
            Installed installed = require(id);
            table.put(id, installed.descriptor().version(), false, "removed");
            takeDown(id);
            problems.remove(id);
            folder.remove(id);
            return null;
        });
    }

    @Override
    public void close() {
        if (lifecycle != null) {
            onLifecycleThread("stop the plugins", () -> {
                List<String> ids = new ArrayList<>(lifecycle().runningIds());
                Collections.reverse(ids);
                ids.forEach(this::takeDown);
                return null;
            });
        }
        lifecycleThread.shutdownNow();
    }

    private void disableSoon(String id, String reason) {
        lifecycleThread.execute(() -> {
            log.error("Disabling plugin {}: {}", id, reason);
            try {
                folder.find(id).ifPresent(installed -> {
                    table.put(id, installed.descriptor().version(), false, reason);
                    takeDown(id);
                });
            } catch (RuntimeException e) {
                log.error("Cannot disable plugin {}", id, e);
            }
        });
    }

    private boolean isEnabled(Descriptor descriptor) {
        Optional<PluginTable.Row> row = table.find(descriptor.id());
        boolean enabled = row.map(PluginTable.Row::enabled).orElse(true);
        if (row.isEmpty() || (enabled && !row.get().version().equals(descriptor.version()))) {
            table.put(descriptor.id(), descriptor.version(), enabled, null);
        }
        return enabled;
    }

    private void tryStart(Installed installed) {
        String id = installed.descriptor().id();
        try {
            lifecycle().start(installed);
            problems.remove(id);
            log.info("Started plugin {} {}", id, installed.descriptor().version());
            tell("started", listener -> listener.started(id));
        } catch (ApiException e) {
            problems.put(id, String.valueOf(e.getMessage()));
            log.error("{}", e.getMessage(), e);
        }
    }

    private void takeDown(String id) {
        boolean ran = lifecycle().isRunning(id);
        if (ran) {
            tell("stopping", listener -> listener.stopping(id));
        }
        lifecycle().stop(id);
        if (ran) {
            tell("stopped", listener -> listener.stopped(id));
            log.info("Stopped plugin {}", id);
        }
    }

    private void tell(String event, Consumer<PluginListener> message) {
        for (PluginListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                log.warn("A listener failed on plugin event '{}'", event, e);
            }
        }
    }

    private PluginStatus status(Descriptor descriptor) {
        Optional<PluginTable.Row> row = table.find(descriptor.id());
        String problem = problems.get(descriptor.id());
        State state = State.DISABLED;
        Optional<String> reason = row.flatMap(PluginTable.Row::reason);
        if (row.map(PluginTable.Row::enabled).orElse(true)) {
            state = problem == null ? State.STARTED : State.FAILED;
            reason = Optional.ofNullable(problem);
        }
        return new PluginStatus(
                descriptor.id(), descriptor.version(), descriptor.provider(), descriptor.description(), state, reason);
    }

    private Installed require(String id) {
        return folder.find(id)
                .orElseThrow(
                        () -> new ApiException(Kind.MISSING, "Cannot find plugin '" + id + "': it is not installed"));
    }

    private PluginLifecycle lifecycle() {
        PluginLifecycle current = lifecycle;
        if (current == null) {
            throw new IllegalStateException("Cannot change plugins: the service was not started");
        }
        return current;
    }

    private <T extends @Nullable Object> T onLifecycleThread(String what, Callable<T> work) {
        Future<T> future = lifecycleThread.submit(work);
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new ApiException(Kind.INTERNAL, "Cannot " + what + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new ApiException(
                    Kind.PLUGIN, "Cannot " + what + ": a plugin has not answered for " + PATIENCE + " (restart)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Kind.INTERNAL, "Cannot " + what + ": interrupted", e);
        }
    }
}
