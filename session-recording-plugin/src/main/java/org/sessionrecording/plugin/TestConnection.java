package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.plugin.archive.ConnectionTest;

/** {@link ConnectionTest}, put together. */
@Extension
public final class TestConnection extends ConnectionTest {
    public TestConnection(SessionRecordingPlugin plugin) {
        super(plugin.archive(), plugin.operator());
    }
}
