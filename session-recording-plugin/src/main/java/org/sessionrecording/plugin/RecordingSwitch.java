package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.SwitchRule;

/** {@link SwitchRule}, put together. */
@Extension
public final class RecordingSwitch extends SwitchRule {
    public RecordingSwitch(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings());
    }
}
