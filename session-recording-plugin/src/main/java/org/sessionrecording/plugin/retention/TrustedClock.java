package org.sessionrecording.plugin.retention;

import java.util.Optional;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.project.State;

/** Which doubt about the clock somebody has dealt with, per project. */
final class TrustedClock {
    private static final String KEY = "trusted-clock";

    private TrustedClock() {}

    static boolean isTrusted(State state, ClockDoubt doubt) {
        return state.find(KEY)
                .filter(entry -> entry.value().equals(doubt.noticedAt().toString()))
                .isPresent();
    }

    static void trust(State state, ClockDoubt doubt) {
        Optional<State.Entry> known = state.find(KEY);
        state.put(
                KEY,
                doubt.noticedAt().toString(),
                known.map(State.Entry::version).orElse(0L));
    }
}
