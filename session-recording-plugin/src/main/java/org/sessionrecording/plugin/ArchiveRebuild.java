package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.custody.RebuildOperation;

/** {@link RebuildOperation}, put together. */
@Extension
public final class ArchiveRebuild extends RebuildOperation {
    public ArchiveRebuild(SessionRecordingPlugin plugin) {
        super(plugin.archive(), plugin.workers(), plugin.clock(), plugin.operator());
    }
}
