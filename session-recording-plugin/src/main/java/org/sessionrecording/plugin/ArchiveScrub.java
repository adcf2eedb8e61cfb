package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.custody.ScrubTask;

/** {@link ScrubTask}, put together. */
@Extension
public final class ArchiveScrub extends ScrubTask {
    public ArchiveScrub(SessionRecordingPlugin plugin) {
        super(plugin.archive(), plugin.workers(), plugin.clock(), plugin.operator(), plugin.metrics());
    }
}
