package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.CohortRule;

/** {@link CohortRule}, put together. */
@Extension
public final class RecordedCohort extends CohortRule {
    public RecordedCohort(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings());
    }
}
