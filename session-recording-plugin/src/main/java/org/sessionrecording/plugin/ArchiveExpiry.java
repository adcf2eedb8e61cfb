package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.retention.ArchiveExpiryTask;

/** {@link ArchiveExpiryTask}, put together. */
@Extension
public final class ArchiveExpiry extends ArchiveExpiryTask {
    public ArchiveExpiry(SessionRecordingPlugin plugin) {
        super(plugin.archive(), plugin.clock(), plugin.operator(), plugin.instruments());
    }
}
