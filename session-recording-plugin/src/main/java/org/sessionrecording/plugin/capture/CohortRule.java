package org.sessionrecording.plugin.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.CaptureSettings;

/** Only members of one cohort. */
public class CohortRule extends SettingsRule {
    private static final String LINKED_FLAG = "linkedFlag";
    private static final String TITLE = "Cohort";

    public CohortRule(KnownSettings settings) {
        super(settings);
    }

    @Override
    public String id() {
        return "record_cohort";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings settings) {
        if (settings.cohort().isEmpty()) {
            return CaptureDecision.ABSTAIN;
        }
        CohortId cohort = settings.cohort().get();
        if (request.distinctId().isEmpty()) {
            // who asks without saying who they are waits for a flag, for which they ask by name
            return new CaptureDecision.Record(Map.of(LINKED_FLAG, "\"recorded-cohort-" + cohort.value() + "\""));
        }
        Optional<People> people = request.project().people();
        boolean member = people.isPresent()
                && people.get().isMember(cohort, request.distinctId().get());
        return member
                ? CaptureDecision.ABSTAIN
                : new CaptureDecision.Refuse("the visitor is not in cohort " + cohort.value() + " (see record_cohort)");
    }

    @Override
    List<RuleStanding> standings(Project project, CaptureSettings settings) {
        if (settings.cohort().isEmpty()) {
            return List.of(new RuleStanding(Effect.OPEN, TITLE, "Everyone, whatever cohort they are in."));
        }
        CohortId cohort = settings.cohort().get();
        return List.of(project.people()
                .flatMap(people -> people.findCohortName(cohort))
                .map(name -> new RuleStanding(Effect.NARROWS, TITLE, "Only members of the cohort " + name + "."))
                .orElseGet(() -> new RuleStanding(
                        Effect.STOPS,
                        TITLE,
                        "There is no cohort " + cohort.value()
                                + ", so nobody is in it (name another in record_cohort, or 0 for everyone).")));
    }
}
