package org.sessionrecording.host.plugins;

import java.io.IOException;
import java.io.InputStream;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * A plugin's own class loader: shared packages from the host whatever the plugin bundles (a second copy of the API would
 * give no extension, one of slf4j a LinkageError), all else from the plugin first.
 */
final class PluginClasses extends PluginClassLoader {
    static {
        registerAsParallelCapable();
    }

    PluginClasses(PluginManager manager, PluginDescriptor descriptor, ClassLoader shared) {
        super(manager, descriptor, shared);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        return SharedPackages.holds(name) ? getParent().loadClass(name) : super.loadClass(name);
    }

    /**
     * Deregisters the JDBC drivers that came with the plugin: {@code DriverManager} keeps them, and with them this loader,
     * for ever. It lets only a class of the same loader do so, hence {@link DriverLeftovers} is defined a second time here.
     */
    void deregisterDrivers() throws IOException, ReflectiveOperationException {
        String name = DriverLeftovers.class.getName();
        try (InputStream code = DriverLeftovers.class.getResourceAsStream("DriverLeftovers.class")) {
            if (code == null) {
                throw new IOException("Cannot deregister drivers: DriverLeftovers.class is not on the class path");
            }
            byte[] bytes = code.readAllBytes();
            Class<?> ours = defineClass(name, bytes, 0, bytes.length);
            ((Runnable) ours.getDeclaredConstructor().newInstance()).run();
        }
    }
}
