package org.sessionrecording.api;

import java.util.Objects;
import org.pf4j.Plugin;

/**
 * Base of every plugin's main class. The host creates it once per start with the single-argument constructor
 * {@code (PluginHost)}; extensions may ask for the plugin itself, for the {@link PluginHost}, or for nothing, as the only
 * parameter of their public constructor. {@link #start()} and {@link #stop()} are called from one lifecycle thread; what
 * start opened, stop closes: no thread, client or listener may outlive it.
 */
public abstract class HostedPlugin extends Plugin {
    private final PluginHost host;

    protected HostedPlugin(PluginHost host) {
        this.host = Objects.requireNonNull(host, "host");
    }

    /** The host's services, valid until {@link #stop()} returned. */
    protected final PluginHost host() {
        return host;
    }
}
