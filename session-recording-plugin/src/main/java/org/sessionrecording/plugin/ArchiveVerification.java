package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.custody.VerifyOperation;

/** {@link VerifyOperation}, put together. */
@Extension
public final class ArchiveVerification extends VerifyOperation {
    public ArchiveVerification(SessionRecordingPlugin plugin) {
        super(plugin.archive(), plugin.workers(), plugin.clock(), plugin.operator());
    }
}
