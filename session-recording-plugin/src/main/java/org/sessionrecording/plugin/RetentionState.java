package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.retention.RetentionPanel;

/** {@link RetentionPanel}, put together. */
@Extension
public final class RetentionState extends RetentionPanel {
    public RetentionState(SessionRecordingPlugin plugin) {
        super(plugin.board());
    }
}
