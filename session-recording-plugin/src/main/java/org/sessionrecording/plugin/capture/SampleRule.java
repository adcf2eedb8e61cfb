package org.sessionrecording.plugin.capture;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.CaptureSettings;

/**
 * A share of all sessions, told by the session's id, so that each is recorded whole or not at all. The same function of the
 * id as in posthog-js ({@code simpleHash(sessionId) % 100}, its {@code extensions/sampling}), which decides in the browser.
 */
public class SampleRule extends SettingsRule {
    private static final int ALL = 100;

    public SampleRule(KnownSettings settings) {
        super(settings);
    }

    @Override
    public String id() {
        return "record_sample";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings settings) {
        int percent = settings.samplePercent();
        if (percent == ALL) {
            return CaptureDecision.ABSTAIN;
        }
        boolean out = percent == 0
                || request.sessionId().filter(id -> bucket(id) >= percent).isPresent();
        if (out) {
            return new CaptureDecision.Refuse(
                    "the session is not in the sample of " + percent + " % (see record_sample)");
        }
        String rate = String.format(Locale.ROOT, "\"%.2f\"", percent / (double) ALL);
        return new CaptureDecision.Record(Map.of("sampleRate", rate));
    }

    @Override
    List<RuleStanding> standings(Project project, CaptureSettings settings) {
        int percent = settings.samplePercent();
        Effect effect = percent == ALL ? Effect.OPEN : percent == 0 ? Effect.STOPS : Effect.NARROWS;
        String text = percent == ALL ? "All sessions." : percent + " % of sessions, each whole or not at all.";
        return List.of(new RuleStanding(effect, "Sample", text));
    }

    /** 0 to 99. */
    static int bucket(String sessionId) {
        int hash = 0;
        for (int i = 0; i < sessionId.length(); i++) {
            hash = (hash << 5) - hash + sessionId.charAt(i);
        }
        return (int) (Math.abs((long) hash) % ALL);
    }
}
