package org.sessionrecording.host.ingest;

import java.util.Map;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;

/** Capture rules for tests. */
final class Rules {
    /** Records everyone. */
    static final CaptureRule EVERYONE = rule(new CaptureDecision.Record(Map.of("sampleRate", "\"1.00\"")));

    /** Records nobody. */
    static final CaptureRule NOBODY = rule(new CaptureDecision.Refuse("this visitor opted out"));

    private Rules() {}

    private static CaptureRule rule(CaptureDecision decision) {
        return new CaptureRule() {
            @Override
            public String id() {
                return "fixed";
            }

            @Override
            public CaptureDecision decide(CaptureRequest request) {
                return decision;
            }
        };
    }
}
