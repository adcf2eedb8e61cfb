package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.host.store.RecordingAppend;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.store.SessionState;

/** Which of a session's recordings takes which snapshot. For one thread. */
final class SessionPlan {
    private final String sessionId;
    private final SessionState state;
    private final List<RecordingDraft> drafts = new ArrayList<>();
    private final Set<UUID> events = new LinkedHashSet<>();

    SessionPlan(String sessionId, SessionState state, Instant arrived) {
        this.sessionId = sessionId;
        this.state = state;
        state.recordings().forEach(known -> drafts.add(RecordingDraft.of(known, arrived)));
    }

    /**
     * The recording of a snapshot: the latest that began at most a day before it; else, for a snapshot from before all of
     * them, the first that began later; else a new one.
     *
     * @param opening the clock of the request, which a new recording takes for ever
     */
    RecordingDraft draftFor(long millis, ClientTime opening) {
        for (int i = drafts.size() - 1; i >= 0; i--) {
            if (drafts.get(i).holds(millis)) {
                return drafts.get(i);
            }
        }
        for (RecordingDraft draft : drafts) {
            if (draft.corrected(millis).isBefore(draft.start())) {
                return draft;
            }
        }
        RecordingDraft opened = RecordingDraft.opened(opening, millis);
        drafts.add(opened);
        return opened;
    }

    void took(UUID event) {
        events.add(event);
    }

    boolean isEmpty() {
        return drafts.stream().allMatch(RecordingDraft::isEmpty);
    }

    SessionAppend append() {
        List<RecordingAppend> appends = drafts.stream()
                .filter(draft -> !draft.isEmpty())
                .map(RecordingDraft::append)
                .toList();
        return new SessionAppend(sessionId, state.recordings(), List.copyOf(events), appends);
    }
}
