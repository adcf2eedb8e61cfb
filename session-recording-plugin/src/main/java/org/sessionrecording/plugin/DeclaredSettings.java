package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.retention.RetentionReview;
import org.sessionrecording.plugin.settings.RecordingSettingsProvider;

/** {@link RecordingSettingsProvider}, put together. */
@Extension
public final class DeclaredSettings extends RecordingSettingsProvider {
    public DeclaredSettings(SessionRecordingPlugin plugin) {
        super(plugin.operator(), new RetentionReview(plugin.clock()));
    }
}
