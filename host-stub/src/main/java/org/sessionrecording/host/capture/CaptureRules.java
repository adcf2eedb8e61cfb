package org.sessionrecording.host.capture;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/**
 * Asks every plugin's capture rules: one refusal is a no, and so is it where no rule says record. Safe for use from any
 * thread.
 */
public final class CaptureRules {
    private static final String NOBODY_RECORDS = "recording is switched off in this project";

    private final Extensions extensions;
    private final Clock clock;

    public CaptureRules(Extensions extensions, Clock clock) {
        this.extensions = extensions;
        this.clock = clock;
    }

    /**
     * Who asks, before it is known which plugin's view of the project a rule gets.
     *
     * @param url of the page, or its origin
     */
    public record Visitor(
            ProjectId project, Optional<DistinctId> distinctId, Optional<String> sessionId, Optional<String> url) {}

    /** What all rules together say. */
    public sealed interface Answer {
        /** Record, with options in posthog-js's terms, whose values are JSON texts. */
        record Recorded(Map<String, String> options) implements Answer {
            public Recorded {
                options = Map.copyOf(options);
            }
        }

        /** Do not record. */
        record Refused(String reason) implements Answer {}
    }

    /**
     * Asks them.
     *
     * @throws org.sessionrecording.api.ApiException of kind PLUGIN where a rule failed
     */
    public Answer ask(CaptureRequest.Phase phase, Visitor visitor) {
        List<CaptureDecision> decisions = new ArrayList<>();
        for (Contribution<CaptureRule> rule : extensions.of(CaptureRule.class)) {
            CaptureRequest request = new CaptureRequest(
                    rule.project(visitor.project()),
                    phase,
                    visitor.distinctId(),
                    visitor.sessionId(),
                    visitor.url(),
                    clock.instant());
            decisions.add(rule.call("decide on capture", extension -> extension.decide(request)));
        }
        return together(decisions);
    }

    private static Answer together(List<CaptureDecision> decisions) {
        boolean recorded = false;
        Map<String, String> options = new LinkedHashMap<>();
        for (CaptureDecision decision : decisions) {
            if (decision instanceof CaptureDecision.Refuse refusal) {
                return new Answer.Refused(refusal.reason());
            }
            if (decision instanceof CaptureDecision.Record agreed) {
                recorded = true;
                agreed.options().forEach(options::putIfAbsent);
            }
        }
        return recorded ? new Answer.Recorded(options) : new Answer.Refused(NOBODY_RECORDS);
    }
}
