package org.sessionrecording.host.plugins;

import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a {@code plugin.properties} says.
 *
 * @param environment names of environment variables the plugin may read
 */
record Descriptor(
        String id, String version, String requires, String provider, String description, Set<String> environment) {
    /** Names the host's own operations, facts and audit entries. */
    static final String RESERVED = "host";

    Descriptor {
        if (!id.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "plugin.id '" + id + "' is not valid (a-z, 0-9 and -, at most 63 characters)");
        }
        if (id.equals(RESERVED)) {
            throw new IllegalArgumentException("plugin.id '" + id + "' is the host's own (choose another)");
        }
        if (!version.matches("[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]{1,40})?")) {
            throw new IllegalArgumentException("plugin.version '" + version + "' is not valid (say 1.2.3)");
        }
        environment = Set.copyOf(environment);
    }

    static Descriptor of(Properties properties) {
        return new Descriptor(
                properties.getProperty("plugin.id", "").trim(),
                properties.getProperty("plugin.version", "").trim(),
                properties.getProperty("plugin.requires", "").trim(),
                properties.getProperty("plugin.provider", "").trim(),
                properties.getProperty("plugin.description", "").trim(),
                Arrays.stream(properties.getProperty("plugin.environment", "").split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
