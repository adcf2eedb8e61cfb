package org.sessionrecording.plugin;

import org.sessionrecording.api.HostedPlugin;
import org.sessionrecording.api.PluginHost;

/** The plugin: makes what its extensions share when it starts, and ends it when it stops. Used by the lifecycle thread. */
public final class SessionRecordingPlugin extends HostedPlugin {
    public SessionRecordingPlugin(PluginHost host) {
        super(host);
    }
}
