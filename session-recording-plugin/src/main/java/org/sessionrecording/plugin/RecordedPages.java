package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.capture.UrlRule;

/** {@link UrlRule}, put together. */
@Extension
public final class RecordedPages extends UrlRule {
    public RecordedPages(SessionRecordingPlugin plugin) {
        super(plugin.captureSettings());
    }
}
