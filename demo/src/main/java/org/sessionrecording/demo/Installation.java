package org.sessionrecording.demo;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.sessionrecording.api.ApiException;

/** Where this program lies: {@code demo/target} of the repository, with the plugin's zip in {@code plugins}. */
record Installation(Path target) {
    static Installation find() {
        try {
            Path code = Path.of(Demo.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Installation(code.toAbsolutePath().normalize().getParent());
        } catch (URISyntaxException e) {
            throw new ApiException(
                    ApiException.Kind.INTERNAL, "Cannot find where the demo is installed: " + e.getMessage(), e);
        }
    }

    Path bundledPlugins() {
        return target.resolve("plugins");
    }

    /** The same wherever the command is given from; not in version control. */
    Path defaultData() {
        return target.resolve("../../.demo").normalize();
    }
}
