package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Comparator;
import org.sessionrecording.api.recording.DistinctId;

/**
 * What was decided on a visitor's session, from the first time it was decided that way to the last.
 *
 * @param sessionId empty where the client did not say
 * @param enforced false: told to the client; true: held against what it sent
 * @param rule whose refusal it was; empty where nothing refused
 * @param page of the first request, without query and fragment; empty where unknown
 * @param verdicts JSON: what each rule said that had something to say
 * @param refused snapshot events
 */
public record CaptureNote(
        DistinctId distinctId,
        String sessionId,
        boolean enforced,
        boolean recorded,
        String rule,
        String reason,
        String page,
        String verdicts,
        Instant firstAt,
        Instant lastAt,
        long requests,
        long refused) {
    static final Comparator<CaptureNote> ORDER = Comparator.comparing(
                    (CaptureNote note) -> note.distinctId().escaped())
            .thenComparing(CaptureNote::sessionId)
            .thenComparing(CaptureNote::enforced)
            .thenComparing(CaptureNote::verdicts)
            .thenComparing(CaptureNote::reason);
}
