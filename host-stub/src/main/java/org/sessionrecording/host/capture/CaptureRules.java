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
import org.sessionrecording.host.store.SessionQuotas.PluginQuota;

/**
 * Asks every plugin's capture rules: one refusal is a no, and so is it where no rule says record. Safe for use from any
 * thread.
 */
public final class CaptureRules {
    private static final String NOBODY_RECORDS = "recording is switched off in this project";

    private final Extensions extensions;
    private final Clock clock;
    private final CaptureWitness witness;

    /** @param witness hears what was decided */
    public CaptureRules(Extensions extensions, Clock clock, CaptureWitness witness) {
        this.extensions = extensions;
        this.clock = clock;
        this.witness = witness;
    }

    /** Nobody hears what was decided. */
    public CaptureRules(Extensions extensions, Clock clock) {
        this(extensions, clock, CaptureWitness.NOBODY);
    }

    public CaptureWitness witness() {
        return witness;
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
        /**
         * Record.
         *
         * @param options in posthog-js's terms, whose values are JSON texts
         * @param quotas that the session counts against if it is new
         */
        record Recorded(Map<String, String> options, List<PluginQuota> quotas) implements Answer {
            public Recorded {
                options = Map.copyOf(options);
                quotas = List.copyOf(quotas);
            }
        }

        /**
         * Do not record.
         *
         * @param rule whose refusal it is; empty where no rule says record
         * @param full since a quota is used up, which passes
         */
        record Refused(String rule, String reason, boolean full) implements Answer {}
    }

    /**
     * Asks them.
     *
     * @throws org.sessionrecording.api.ApiException of kind PLUGIN where a rule failed
     */
    public Answer ask(CaptureRequest.Phase phase, Visitor visitor) {
        return decide(phase, visitor).answer();
    }

    /** What each rule says, and what follows from it. */
    public record Decision(Answer answer, List<Said> said) {
        public Decision {
            said = List.copyOf(said);
        }
    }

    /** As {@link #ask}, with what each rule says. */
    public Decision decide(CaptureRequest.Phase phase, Visitor visitor) {
        List<Said> said = askEach(phase, visitor);
        return new Decision(together(said), said);
    }

    /** What one rule says. */
    public record Said(String pluginId, String rule, CaptureDecision decision) {}

    /** What each rule says by itself, for whoever wants to know why; as {@link #ask}. */
    public List<Said> askEach(CaptureRequest.Phase phase, Visitor visitor) {
        List<Said> all = new ArrayList<>();
        for (Contribution<CaptureRule> rule : extensions.of(CaptureRule.class)) {
            CaptureRequest request = new CaptureRequest(
                    rule.project(visitor.project()),
                    phase,
                    visitor.distinctId(),
                    visitor.sessionId(),
                    visitor.url(),
                    clock.instant());
            all.add(rule.call(
                    "decide on capture",
                    extension -> new Said(rule.pluginId(), extension.id(), extension.decide(request))));
        }
        return all;
    }

    private static Answer together(List<Said> all) {
        boolean recorded = false;
        Map<String, String> options = new LinkedHashMap<>();
        List<PluginQuota> quotas = new ArrayList<>();
        for (Said said : all) {
            if (said.decision() instanceof CaptureDecision.Refuse refusal) {
                return new Answer.Refused(said.rule(), refusal.reason(), refusal.full());
            }
            if (said.decision() instanceof CaptureDecision.Record agreed) {
                recorded = true;
                agreed.options().forEach(options::putIfAbsent);
                agreed.quotas().forEach(quota -> quotas.add(new PluginQuota(said.pluginId(), said.rule(), quota)));
            }
        }
        return recorded ? new Answer.Recorded(options, quotas) : new Answer.Refused("", NOBODY_RECORDS, false);
    }
}
