package org.sessionrecording.plugin.capture;

import java.util.Map;
import org.pf4j.Extension;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Records everybody once recording is switched on, and nobody before. Without state; safe for use from any thread. */
@Extension
public final class RecordingRule implements CaptureRule {
    @Override
    public String id() {
        return "recording_enabled";
    }

    @Override
    public CaptureDecision decide(CaptureRequest request) {
        return RecordingSettings.isRecordingEnabled(request.project().settings().read())
                ? new CaptureDecision.Record(Map.of())
                : new CaptureDecision.Refuse(
                        "recording is switched off in this project (set recording_enabled in its settings)");
    }
}
