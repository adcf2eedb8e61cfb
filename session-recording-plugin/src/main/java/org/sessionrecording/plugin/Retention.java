package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.retention.RetentionTask;

/** {@link RetentionTask}, put together. */
@Extension
public final class Retention extends RetentionTask {
    public Retention(SessionRecordingPlugin plugin) {
        super(
                plugin.archive(),
                plugin.workers(),
                plugin.clock(),
                plugin.operator(),
                plugin.failPoints(),
                plugin.instruments());
    }
}
