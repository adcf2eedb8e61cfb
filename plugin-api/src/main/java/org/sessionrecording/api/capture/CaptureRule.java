package org.sessionrecording.api.capture;

import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/**
 * Decides whether a visitor is recorded. All rules are asked, for {@code /decide} and for each snapshot request: one
 * {@link CaptureDecision.Refuse} is a no; without any {@link CaptureDecision.Record} the answer is no too.
 */
public interface CaptureRule extends ExtensionPoint {
    /** Stable, snake case; shown in "why was this visitor not recorded?". */
    String id();

    /** Must answer within a millisecond, from memory, from any thread; for the same request the same, until settings change. */
    CaptureDecision decide(CaptureRequest request);

    /** How it stands in a project, for the capture page, as it is to be read from top to bottom. May ask the database. */
    default List<RuleStanding> standings(Project project) {
        return List.of();
    }
}
