package org.sessionrecording.plugin.retention;

import java.util.Optional;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/**
 * Remembers that a project archived to the {@code S3_URL} of the environment. Taking that away is no change of settings that
 * would reset {@code delete_without_archive}, and must not turn archiving into deleting either.
 */
final class EnvironmentArchive {
    private static final String KEY = "environment-archive";

    private EnvironmentArchive() {}

    /** To be called at start, at each change of settings and at each run. */
    static void note(State state, RecordingSettings settings, Operator operator) {
        boolean archives = !(settings.archive() instanceof ArchiveTarget.None);
        if (operator.s3Url().isPresent()) {
            set(state, archives);
        } else if (archives) {
            set(state, false);
        }
    }

    /** Whether it was archived to the last time that there was one. */
    static boolean isKnown(State state) {
        return state.find(KEY).isPresent();
    }

    /** Somebody knows that it is gone. */
    static void forget(State state) {
        set(state, false);
    }

    private static void set(State state, boolean archives) {
        Optional<State.Entry> known = state.find(KEY);
        if (archives && known.isEmpty()) {
            state.put(KEY, "yes", 0);
        } else if (!archives) {
            known.ifPresent(entry -> state.delete(KEY, entry.version()));
        }
    }
}
