package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.StorageRule;

/** {@link StorageRule}, put together. */
@Extension
public final class StorageGuard extends StorageRule {
    public StorageGuard(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings(), plugin.captureWorker());
    }
}
