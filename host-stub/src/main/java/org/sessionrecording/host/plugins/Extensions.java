package org.sessionrecording.host.plugins;

import java.util.List;
import java.util.Optional;
import org.pf4j.ExtensionPoint;

/**
 * The extensions of all started plugins, for the host's rooms. Made once per plugin start; the list changes when plugins
 * start and stop, so ask each time and keep nothing.
 */
public interface Extensions {
    /** Those of one extension point, ordered by plugin id, those of one plugin by the name of their class. */
    <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point);

    /** Those of one plugin; empty where it is not started. */
    default <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point, String pluginId) {
        return of(point).stream().filter(c -> c.pluginId().equals(pluginId)).toList();
    }

    /** The first of {@code point} that {@code pluginId} gives. */
    default <T extends ExtensionPoint> Optional<Contribution<T>> first(Class<T> point, String pluginId) {
        return of(point, pluginId).stream().findFirst();
    }
}
