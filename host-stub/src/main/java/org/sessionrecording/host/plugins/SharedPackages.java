package org.sessionrecording.host.plugins;

import java.util.List;

/**
 * What plugins see of the host: the JDK, and the packages of the contract that both sides must share as the same classes.
 * Everything else on the host's class path, its own classes and libraries included, is hidden.
 */
final class SharedPackages extends ClassLoader {
    private static final List<String> PREFIXES =
            List.of("org.sessionrecording.api.", "org.pf4j.", "org.slf4j.", "org.jspecify.");

    private final ClassLoader host;

    SharedPackages(ClassLoader host) {
        super("shared-packages", ClassLoader.getPlatformClassLoader());
        this.host = host;
    }

    static boolean holds(String className) {
        return PREFIXES.stream().anyMatch(className::startsWith);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return holds(name) ? host.loadClass(name) : super.loadClass(name, resolve);
    }
}
