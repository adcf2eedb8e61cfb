package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.custody.FindingsPanel;

/** {@link FindingsPanel}, put together. */
@Extension
public final class ArchiveState extends FindingsPanel {
    public ArchiveState(SessionRecordingPlugin plugin) {
        super(plugin.findings());
    }
}
