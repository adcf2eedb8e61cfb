package org.sessionrecording.host.plugins;

import java.util.Optional;

/**
 * An installed plugin, for people.
 *
 * @param id its id; where the file cannot be read, the file's name
 * @param reason why it is disabled or failed
 */
public record PluginStatus(
        String id, String version, String provider, String description, State state, Optional<String> reason) {
    /** What has become of it. */
    public enum State {
        STARTED,
        DISABLED,
        FAILED
    }
}
