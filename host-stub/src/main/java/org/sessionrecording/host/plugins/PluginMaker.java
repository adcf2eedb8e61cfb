package org.sessionrecording.host.plugins;

import java.lang.reflect.InvocationTargetException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pf4j.Plugin;
import org.pf4j.PluginFactory;
import org.pf4j.PluginWrapper;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.HostedPlugin;
import org.sessionrecording.api.PluginHost;

/** Makes a plugin's main class with its one constructor {@code (PluginHost)}, or says why it cannot. */
final class PluginMaker implements PluginFactory {
    private final Function<String, PluginHost> hosts;

    PluginMaker(Function<String, PluginHost> hosts) {
        this.hosts = hosts;
    }

    @Override
    public Plugin create(PluginWrapper wrapper) {
        String name = wrapper.getDescriptor().getPluginClass();
        if (name == null || name.isBlank() || name.equals(Plugin.class.getName())) {
            throw problem(wrapper, "its descriptor names no plugin.class (name a subclass of HostedPlugin)", null);
        }
        try {
            return Class.forName(name, true, wrapper.getPluginClassLoader())
                    .asSubclass(HostedPlugin.class)
                    .getDeclaredConstructor(PluginHost.class)
                    .newInstance(hosts.apply(wrapper.getPluginId()));
        } catch (ClassNotFoundException e) {
            throw problem(wrapper, "its plugin.class " + name + " is not in the zip (see classes/ and lib/)", e);
        } catch (ClassCastException e) {
            throw problem(wrapper, "its plugin.class " + name + " is no " + HostedPlugin.class.getName(), e);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw problem(wrapper, name + " has no public constructor (PluginHost)", e);
        } catch (InvocationTargetException e) {
            throw problem(wrapper, "the constructor of " + name + " threw " + e.getCause(), e.getCause());
        } catch (InstantiationException | LinkageError e) {
            throw problem(wrapper, name + " cannot be made: " + e, e);
        }
    }

    private static ApiException problem(PluginWrapper wrapper, String why, @Nullable Throwable e) {
        return new ApiException(
                ApiException.Kind.PLUGIN, "Cannot start plugin '" + wrapper.getPluginId() + "': " + why, e);
    }
}
