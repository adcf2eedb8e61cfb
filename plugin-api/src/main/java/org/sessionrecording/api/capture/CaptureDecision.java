package org.sessionrecording.api.capture;

import java.util.List;
import java.util.Map;

/** A rule's answer. */
public sealed interface CaptureDecision {
    /** Nothing to say. */
    CaptureDecision ABSTAIN = new Abstain();

    /**
     * Record.
     *
     * @param options in posthog-js's terms ({@code sampleRate}, {@code minimumDurationMilliseconds}, {@code
     *     maskAllInputs}, …), added to {@code sessionRecording} in the configuration; values are JSON texts. Where who
     *     asks did not say who they are, {@code linkedFlag} has them wait for the flag of that name, which the host sets for
     *     those who are recorded once they ask by name
     * @param quotas that the session counts against when its first chunk is stored
     */
    record Record(Map<String, String> options, List<Quota> quotas) implements CaptureDecision {
        public Record {
            options = Map.copyOf(options);
            quotas = List.copyOf(quotas);
        }

        /** Without quotas. */
        public Record(Map<String, String> options) {
            this(options, List.of());
        }
    }

    /**
     * Do not record, for a reason in one sentence that may be shown to the visitor's developer.
     *
     * @param full a quota is used up, which passes: clients are told to pause, not that they may not
     */
    record Refuse(String reason, boolean full) implements CaptureDecision {
        /** Not for a quota. */
        public Refuse(String reason) {
            this(reason, false);
        }
    }

    record Abstain() implements CaptureDecision {}
}
