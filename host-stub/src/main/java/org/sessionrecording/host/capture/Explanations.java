package org.sessionrecording.host.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sessionrecording.api.capture.CaptureDecision;
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

    /** A no counts, whether a client hears it that asks, or one that sends. */
    private static List<Verdict> verdicts(Decision asking, Decision sending) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < asking.said().size(); i++) {
            boolean refused = asking.said().get(i).decision() instanceof CaptureDecision.Refuse;
            verdicts.add(Verdict.of((refused ? asking : sending).said().get(i)));
        }
        return verdicts;
    }

    /** Blocks on the database. */
    public Explanation of(Visitor visitor) {
        Decision asking = rules.decide(Phase.CONFIGURATION, visitor);
        Decision sending = rules.decide(Phase.SNAPSHOTS, visitor);
        return new Explanation(
                asking.answer() instanceof Answer.Recorded && sending.answer() instanceof Answer.Recorded,
                Stream.of(asking, sending)
                        .map(Decision::answer)
                        .filter(Answer.Refused.class::isInstance)
                        .map(answer -> ((Answer.Refused) answer).reason())
                        .findFirst()
                        .orElse(""),
                verdicts(asking, sending),
                visitor.distinctId()
                        .map(id -> journal.past(visitor.project(), id, visitor.sessionId(), MOST))
                        .orElse(List.of()));
    }
}
