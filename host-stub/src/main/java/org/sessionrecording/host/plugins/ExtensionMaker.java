package org.sessionrecording.host.plugins;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pf4j.ExtensionFactory;
import org.pf4j.PluginManager;
import org.pf4j.PluginWrapper;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.PluginHost;

/**
 * Makes an extension with its public constructor that takes the plugin, the {@link PluginHost} or nothing, in this order of
 * preference.
 */
final class ExtensionMaker implements ExtensionFactory {
    private final PluginManager manager;
    private final Function<String, PluginHost> hosts;

    ExtensionMaker(PluginManager manager, Function<String, PluginHost> hosts) {
        this.manager = manager;
        this.hosts = hosts;
    }

    @Override
    public <T> T create(Class<T> type) {
        PluginWrapper wrapper = manager.whichPlugin(type);
        if (wrapper == null) {
            throw problem(type, "it belongs to no loaded plugin", null);
        }
        try {
            return make(type, wrapper);
        } catch (InvocationTargetException e) {
            throw problem(type, "its constructor threw " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw problem(type, e.toString(), e);
        }
    }

    private <T> T make(Class<T> type, PluginWrapper wrapper) throws ReflectiveOperationException {
        Object plugin = wrapper.getPlugin();
        Optional<Constructor<T>> constructor = find(type, plugin.getClass());
        if (constructor.isPresent()) {
            return constructor.get().newInstance(plugin);
        }
        constructor = find(type, PluginHost.class);
        if (constructor.isPresent()) {
            return constructor.get().newInstance(hosts.apply(wrapper.getPluginId()));
        }
        return find(type)
                .orElseThrow(() -> problem(
                        type, "it has no public constructor that takes the plugin, the PluginHost or nothing", null))
                .newInstance();
    }

    private static <T> Optional<Constructor<T>> find(Class<T> type, Class<?>... parameters) {
        try {
            return Optional.of(type.getConstructor(parameters));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static ApiException problem(Class<?> type, String why, @Nullable Throwable cause) {
        return new ApiException(
                ApiException.Kind.PLUGIN, "Cannot make extension " + type.getName() + ": " + why, cause);
    }
}
