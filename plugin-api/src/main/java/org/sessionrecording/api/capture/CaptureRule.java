package org.sessionrecording.api.capture;

import org.pf4j.ExtensionPoint;

/**
 * Decides whether a visitor is recorded. All rules are asked, for {@code /decide} and for each snapshot request: one
 * {@link CaptureDecision.Refuse} is a no; without any {@link CaptureDecision.Record} the answer is no too.
 */
public interface CaptureRule extends ExtensionPoint {
    /** Stable, snake case; shown in "why was this visitor not recorded?". */
    String id();

    /** Must answer within a millisecond, from memory, from any thread; for the same request the same, until settings change. */
    CaptureDecision decide(CaptureRequest request);
}
