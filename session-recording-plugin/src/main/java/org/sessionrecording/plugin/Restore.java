package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.restore.RestoreOperation;

/** {@link RestoreOperation}, put together. */
@Extension
public final class Restore extends RestoreOperation {
    public Restore(SessionRecordingPlugin plugin) {
        super(new ArchiveSource(plugin.objectStores(), plugin.operator()), plugin.clock(), plugin.operator());
    }
}
