package org.sessionrecording.host.plugins;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.pf4j.BasePluginLoader;
import org.pf4j.DefaultPluginClasspath;
import org.pf4j.DefaultPluginManager;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.RuntimeMode;
import org.sessionrecording.api.PluginHost;

/**
 * PF4J with the host's seams: unpacked folders only (its own unzipping allows path traversal), {@link PluginClasses}, and
 * factories that hand the host's services over and tell the real reason of a failure. Used by the lifecycle thread alone.
 */
final class PluginEngine extends DefaultPluginManager {
    PluginEngine(Path unpacked, String apiVersion, Function<String, PluginHost> hosts) {
        super(List.of(unpacked));
        setSystemVersion(apiVersion);
        // the superclass's constructor asks its createX() before a field of ours could be set
        pluginFactory = new PluginMaker(hosts);
        extensionFactory = new ExtensionMaker(this, hosts);
        pluginLoader = new FolderLoader(this, new SharedPackages(PluginEngine.class.getClassLoader()));
    }

    /** Always deployment: the system property that PF4J reads belongs to someone else. */
    @Override
    public RuntimeMode getRuntimeMode() {
        return RuntimeMode.DEPLOYMENT;
    }

    /** {@code classes/} and {@code lib/*.jar} of an unpacked zip. */
    private static final class FolderLoader extends BasePluginLoader {
        private final ClassLoader shared;

        FolderLoader(PluginEngine engine, ClassLoader shared) {
            super(engine, new DefaultPluginClasspath());
            this.shared = shared;
        }

        @Override
        public boolean isApplicable(Path path) {
            return Files.isDirectory(path);
        }

        @Override
        protected PluginClassLoader createPluginClassLoader(Path path, PluginDescriptor descriptor) {
            return new PluginClasses(pluginManager, descriptor, shared);
        }
    }
}
