package org.sessionrecording.plugin.capture;

import java.util.Optional;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.plugin.settings.CaptureSettings;

/** Only members of one cohort. */
public class CohortRule extends SettingsRule {
    public CohortRule(KnownSettings settings) {
        super(settings);
    }

    @Override
    public String id() {
        return "record_cohort";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings settings) {
        if (settings.cohort().isEmpty() || request.distinctId().isEmpty()) {
            return CaptureDecision.ABSTAIN; // who asks without saying who he is, is asked again when he sends
        }
        CohortId cohort = settings.cohort().get();
        Optional<People> people = request.project().people();
        boolean member = people.isPresent()
                && people.get().isMember(cohort, request.distinctId().get());
        return member
                ? CaptureDecision.ABSTAIN
                : new CaptureDecision.Refuse("the visitor is not in cohort " + cohort.value() + " (see record_cohort)");
    }
}
