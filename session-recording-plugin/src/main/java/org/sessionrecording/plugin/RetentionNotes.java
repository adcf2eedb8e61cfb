package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.retention.RetentionNotices;

/** {@link RetentionNotices}, put together. */
@Extension
public final class RetentionNotes extends RetentionNotices {
    public RetentionNotes(SessionRecordingPlugin plugin) {
        super(plugin.board());
    }
}
