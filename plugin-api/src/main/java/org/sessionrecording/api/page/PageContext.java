package org.sessionrecording.api.page;

import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.Recording;

/**
 * Where a slot is drawn.
 *
 * @param staticPath where this plugin's static files are, without trailing slash, e.g. {@code /static/session-recording}
 * @param replayOrigin origin of the replay pages, e.g. {@code http://127.0.0.1:8001}; never carries a cookie
 * @param recording the recording the page is about, for the slots that have one
 */
public record PageContext(Project project, String staticPath, String replayOrigin, Optional<Recording> recording) {}
