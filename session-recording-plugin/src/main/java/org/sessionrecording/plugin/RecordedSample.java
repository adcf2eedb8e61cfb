package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.SampleRule;

/** {@link SampleRule}, put together. */
@Extension
public final class RecordedSample extends SampleRule {
    public RecordedSample(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings());
    }
}
