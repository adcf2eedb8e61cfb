package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.archive.ArchiveSource;

/** {@link ArchiveSource}, put together. */
@Extension
public final class ArchivedSnapshots extends ArchiveSource {
    public ArchivedSnapshots(SessionRecordingPlugin plugin) {
        super(plugin.objectStores(), plugin.operator());
    }
}
