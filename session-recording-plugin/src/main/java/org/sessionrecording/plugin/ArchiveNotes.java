package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.custody.FindingsNotices;

/** {@link FindingsNotices}, put together. */
@Extension
public final class ArchiveNotes extends FindingsNotices {
    public ArchiveNotes(SessionRecordingPlugin plugin) {
        super(plugin.findings());
    }
}
