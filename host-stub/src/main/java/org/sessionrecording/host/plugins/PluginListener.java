package org.sessionrecording.host.plugins;

/** Told about plugins on the lifecycle thread. What it throws is logged and changes nothing. */
public interface PluginListener {
    /** Its extensions can be found from now on. */
    default void started(String pluginId) {}

    /** It is about to stop: end what is under way in it, within seconds. Calls still pass until this returns. */
    default void stopping(String pluginId) {}

    /** It is gone: keep nothing that came from it. */
    default void stopped(String pluginId) {}
}
