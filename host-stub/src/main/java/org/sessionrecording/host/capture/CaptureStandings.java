package org.sessionrecording.host.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Action;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;

/** How capture rules stand in a project, and what people do about them there. Safe for use from any thread. */
public final class CaptureStandings {
    private final Extensions extensions;
    private final CaptureRules rules;
    private final SettingsService settings;
    private final Projects projects;
    private final AuditLog audit;

    /** Writes down who did what. */
    @FunctionalInterface
    public interface AuditLog {
        void record(ProjectId project, String actor, String action, String subject);
    }

    public CaptureStandings(
            Extensions extensions, CaptureRules rules, SettingsService settings, Projects projects, AuditLog audit) {
        this.extensions = extensions;
        this.rules = rules;
        this.settings = settings;
        this.projects = projects;
        this.audit = audit;
    }

    /** What one rule tells of itself. */
    public record Standing(String pluginId, String rule, RuleStanding says) {}

    /** How many projects of the installation record visitors, and how many there are. */
    public record Spread(long recording, long all) {}

    /** What rules tell of themselves, in the order in which they are to be read. May ask the database. */
    public List<Standing> of(ProjectId project) {
        List<Standing> all = new ArrayList<>();
        for (Contribution<CaptureRule> each : extensions.of(CaptureRule.class)) {
            all.addAll(each.<List<Standing>>call(
                    "tell how a capture rule stands", rule -> rule.standings(each.project(project)).stream()
                            .map(says -> new Standing(each.pluginId(), rule.id(), says))
                            .toList()));
        }
        return all;
    }

    /** Whether a rule has visitors recorded at all, whoever else is left out. From memory. */
    public boolean isOn(ProjectId project) {
        return rules
                .askEach(Phase.SNAPSHOTS, new Visitor(project, Optional.empty(), Optional.empty(), Optional.empty()))
                .stream()
                .anyMatch(said -> said.decision() instanceof CaptureDecision.Record);
    }

    public Spread spread() {
        List<ProjectRow> all = projects.list();
        return new Spread(all.stream().filter(project -> isOn(project.id())).count(), all.size());
    }

    /**
     * Does what a rule offers, as a change of its plugin's settings.
     *
     * @throws ApiException of kind MISSING where the rule does not offer it (any more)
     */
    public void act(ProjectId project, String pluginId, String rule, String action, String actor) {
        Map<String, String> changes = of(project).stream()
                .filter(standing ->
                        standing.pluginId().equals(pluginId) && standing.rule().equals(rule))
                .flatMap(standing -> standing.says().actions().stream())
                .filter(offered -> offered.id().equals(action))
                .findFirst()
                .map(Action::changes)
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING,
                        "Cannot do this: the capture rule does not offer it now (look at the capture page again)"));
        settings.change(project, pluginId, changes, actor);
        audit.record(project, actor, "capture_" + action, rule);
    }
}
