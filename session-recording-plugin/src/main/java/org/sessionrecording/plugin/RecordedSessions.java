package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.CountRule;

/** {@link CountRule}, put together. */
@Extension
public final class RecordedSessions extends CountRule {
    public RecordedSessions(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings(), plugin.clock(), plugin.captureWorker());
    }
}
