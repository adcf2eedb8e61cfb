package org.sessionrecording.host.plugins;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.pf4j.ExtensionPoint;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.settings.SettingsProvider;
import org.sessionrecording.host.plugins.PluginFolder.Installed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings single plugins up and down. All methods but {@link #collect} are for the lifecycle thread alone (PF4J is not
 * thread-safe).
 */
final class PluginLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PluginLifecycle.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final PluginFolder folder;
    private final PluginEngine engine;
    private final String apiVersion;
    private final UUID installation;
    private final PluginProjects projects;
    private final Clock clock;
    private final Supplier<Optional<ClockDoubt>> doubt;
    private final MeterRegistry registry;
    private final Map<String, String> environment;
    private final BiConsumer<String, String> giveUp;
    private final Map<String, RunningPlugin> running = new ConcurrentSkipListMap<>();

    PluginLifecycle(
            PluginFolder folder,
            String apiVersion,
            UUID installation,
            PluginProjects projects,
            Clock clock,
            Supplier<Optional<ClockDoubt>> doubt,
            MeterRegistry registry,
            Map<String, String> environment,
            BiConsumer<String, String> giveUp) {
        this.folder = folder;
        this.apiVersion = apiVersion;
        this.installation = installation;
        this.projects = projects;
        this.clock = clock;
        this.doubt = doubt;
        this.registry = registry;
        this.environment = environment;
        this.giveUp = giveUp;
        this.engine = new PluginEngine(folder.unpacked(), apiVersion, this::services);
    }

    private HostServices services(String id) {
        RunningPlugin plugin = running.get(id);
        if (plugin == null) {
            throw new IllegalStateException("Cannot hand over the host's services: plugin '" + id + "' does not run");
        }
        return plugin.services();
    }

    <T extends ExtensionPoint> List<Contribution<T>> collect(Class<T> point) {
        List<Contribution<T>> found = new ArrayList<>();
        running.values().forEach(plugin -> plugin.collect(point, found));
        return found;
    }

    boolean isRunning(String id) {
        return running.containsKey(id);
    }

    List<String> runningIds() {
        return List.copyOf(running.keySet());
    }

    /** Loads, makes, starts; where anything fails nothing is left behind, and the exception says why. */
    void start(Installed installed) {
        String id = installed.descriptor().id();
        requireSupported(installed.descriptor());
        Path folderOfPlugin = folder.unpack(installed);
        try {
            engine.loadPlugin(folderOfPlugin);
            PluginWrapper wrapper = engine.getPlugin(id);
            PluginClasses loader = (PluginClasses) wrapper.getPluginClassLoader();
            RunningPlugin plugin = new RunningPlugin(services(installed.descriptor(), loader), loader, giveUp);
            running.put(id, plugin);
            start(wrapper, plugin);
        } catch (RuntimeException | LinkageError e) {
            ApiException problem = problem(id, e);
            try {
                stop(id);
            } catch (RuntimeException onTop) {
                problem.addSuppressed(onTop);
            }
            throw problem;
        }
    }

    private void start(PluginWrapper wrapper, RunningPlugin plugin) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        try {
            wrapper.getPlugin();
            // declared settings come first, so that the plugin can read them while it starts
            List<Class<?>> classes = extensionClasses(plugin);
            classes.stream().filter(PluginLifecycle::isSettings).forEach(type -> add(plugin, type));
            if (engine.startPlugin(plugin.id()) != PluginState.STARTED) {
                Throwable why = wrapper.getFailedException();
                throw new ApiException(Kind.PLUGIN, "its start() threw " + why, why);
            }
            classes.stream().filter(type -> !isSettings(type)).forEach(type -> add(plugin, type));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private List<Class<?>> extensionClasses(RunningPlugin plugin) {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : new TreeSet<>(engine.getExtensionClassNames(plugin.id()))) {
            try {
                classes.add(Class.forName(name, true, plugin.loader()));
            } catch (ClassNotFoundException e) {
                throw new ApiException(
                        Kind.PLUGIN,
                        "its extension " + name + " is not in the zip (build it clean: the index is out of date)",
                        e);
            }
        }
        return classes;
    }

    private static boolean isSettings(Class<?> type) {
        return SettingsProvider.class.isAssignableFrom(type);
    }

    private void add(RunningPlugin plugin, Class<?> type) {
        if (!ExtensionPoint.class.isAssignableFrom(type)) {
            throw new ApiException(Kind.PLUGIN, "its extension " + type.getName() + " implements no extension point");
        }
        plugin.add((ExtensionPoint) engine.getExtensionFactory().create(type));
    }

    private HostServices services(Descriptor descriptor, ClassLoader loader) {
        Map<String, String> declared = new TreeMap<>(environment);
        declared.keySet().retainAll(descriptor.environment());
        return new HostServices(
                descriptor.id(),
                apiVersion,
                installation,
                projects,
                clock,
                doubt,
                new PluginMetrics(descriptor.id(), registry),
                new PluginWorkers(descriptor.id(), loader),
                Map.copyOf(declared));
    }

    private void requireSupported(Descriptor descriptor) {
        String requires = descriptor.requires();
        if (requires.isEmpty() || requires.equals("*")) {
            return;
        }
        boolean supported;
        try {
            supported = engine.getVersionManager().checkVersionConstraint(apiVersion, requires);
        } catch (RuntimeException e) {
            throw new ApiException(
                    Kind.PLUGIN,
                    "Cannot start plugin '" + descriptor.id() + "': its plugin.requires '" + requires
                            + "' cannot be read (say for example >=0.1.0 & <1.0.0)",
                    e);
        }
        if (!supported) {
            throw new ApiException(
                    Kind.PLUGIN,
                    "Cannot start plugin '" + descriptor.id() + "': it requires plugin API " + requires
                            + " and this host has " + apiVersion + " (install a version made for it)");
        }
    }

    private static ApiException problem(String id, Throwable e) {
        String prefix = "Cannot start plugin '" + id + "': ";
        String message = e instanceof ApiException ? String.valueOf(e.getMessage()) : e.toString();
        return new ApiException(Kind.PLUGIN, message.startsWith(prefix) ? message : prefix + message, e);
    }

    /** Takes a plugin down whatever state it is in: drains its calls, stops, removes leftovers, unloads. */
    void stop(String id) {
        RunningPlugin plugin = running.get(id);
        if (plugin != null) {
            if (!plugin.gate().close(DRAIN)) {
                log.warn("Plugin {} has calls that do not end; stopping it nevertheless", id);
            }
            step(id, "stop", () -> stopWithItsLoader(id, plugin.loader()));
            running.remove(id);
            plugin.release();
            Leftovers.of(plugin).remove();
            step(id, "release its projects", () -> projects.release(id));
        }
        PluginWrapper wrapper = engine.getPlugin(id);
        if (wrapper != null) {
            Path unpacked = wrapper.getPluginPath();
            step(id, "unload", () -> engine.unloadPlugin(id));
            step(id, "delete its unpacked files", () -> deleteFiles(unpacked));
        }
    }

    private void stopWithItsLoader(String id, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            engine.stopPlugin(id);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void deleteFiles(Path unpacked) {
        try {
            PluginFolder.delete(unpacked);
        } catch (IOException e) {
            throw new ApiException(Kind.INTERNAL, "Cannot delete " + unpacked + ": " + e, e);
        }
    }

    /** The other steps of taking it down are done even where one fails. */
    private static void step(String id, String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            log.warn("Plugin {} did not {} cleanly", id, what, e);
        }
    }
}
