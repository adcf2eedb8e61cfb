package org.sessionrecording.api.operation;

import java.util.Map;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingValues;

/** One run of an operation. Used by the run's thread and by workers that it joins before it returns. */
public interface OperationContext {
    Project project();

    /** The plugin's settings as they were when the run began. */
    SettingValues settings();

    /** Public id of the run. */
    String runId();

    /** Parameters by name, only declared ones. */
    Map<String, String> parameters();

    /** Say what would be done and change nothing. */
    boolean dryRun();

    /** A person looked at what a brake stopped and said go. */
    boolean confirmed();

    /** The fence for what the run changes; the host renews it until the run ends. */
    Lease lease();

    /** Tells how far it is; kept at most some times a second. {@code total} 0: not known yet. */
    void progress(long done, long total, String message);

    /** Sets a figure of the run's record, snake case, e.g. {@code bytes_archived}. */
    void figure(String name, long value);

    boolean isCancelled();

    /** @throws CancelledException when the run was cancelled, its plugin stops or its lease is lost */
    default void checkCancelled() {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }
}
