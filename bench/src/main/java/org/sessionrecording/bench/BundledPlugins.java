package org.sessionrecording.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the plugin's zip lies, for hosts in JVMs of their own. */
final class BundledPlugins {
    private BundledPlugins() {}

    static Path folder() {
        String given = System.getProperty("bundled.plugins");
        if (given != null) {
            return Path.of(given);
        }
        try {
            Path code = Path.of(Bench.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return code.resolveSibling("plugins");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find where the benches are installed: " + e.getMessage(), e);
        }
    }
}
