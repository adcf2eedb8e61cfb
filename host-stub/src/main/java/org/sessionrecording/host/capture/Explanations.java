package org.sessionrecording.host.capture;

import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.host.capture.CaptureRules.Answer;
import org.sessionrecording.host.capture.CaptureRules.Decision;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.store.CaptureNote;

/** Why a visitor is recorded or not: what each rule says of them now, and what was decided before. */
public final class Explanations {
    private static final int MOST = 100;

    private final CaptureRules rules;
    private final CaptureJournal journal;

    public Explanations(CaptureRules rules, CaptureJournal journal) {
        this.rules = rules;
        this.journal = journal;
    }

    /**
     * An answer to "why".
     *
     * @param reason of a no; else empty
     * @param past newest first, of the last month; nothing where no distinct id was given
     */
    public record Explanation(boolean recorded, String reason, List<Verdict> verdicts, List<CaptureNote> past) {
        public Explanation {
            verdicts = List.copyOf(verdicts);
            past = List.copyOf(past);
        }
    }

    /** Blocks on the database. */
    public Explanation of(Visitor visitor) {
        Decision now = rules.decide(Phase.CONFIGURATION, visitor);
        return new Explanation(
                now.answer() instanceof Answer.Recorded,
                Optional.of(now.answer())
                        .filter(Answer.Refused.class::isInstance)
                        .map(answer -> ((Answer.Refused) answer).reason())
                        .orElse(""),
                now.said().stream().map(Verdict::of).toList(),
                visitor.distinctId()
                        .map(id -> journal.past(visitor.project(), id, visitor.sessionId(), MOST))
                        .orElse(List.of()));
    }
}
