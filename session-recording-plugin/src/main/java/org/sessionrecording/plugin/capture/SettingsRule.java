package org.sessionrecording.plugin.capture;

import java.util.List;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.CaptureSettings;

/** A rule that looks at the settings, and has nothing to say while recording is switched off. */
abstract class SettingsRule implements CaptureRule {
    private final KnownSettings settings;

    SettingsRule(KnownSettings settings) {
        this.settings = settings;
    }

    @Override
    public final CaptureDecision decide(CaptureRequest request) {
        CaptureSettings known = settings.of(request.project());
        return known.enabled() ? decide(request, known) : CaptureDecision.ABSTAIN;
    }

    @Override
    public final List<RuleStanding> standings(Project project) {
        CaptureSettings known = settings.of(project);
        return known.enabled() ? standings(project, known) : List.of();
    }

    abstract List<RuleStanding> standings(Project project, CaptureSettings settings);

    abstract CaptureDecision decide(CaptureRequest request, CaptureSettings settings);
}
