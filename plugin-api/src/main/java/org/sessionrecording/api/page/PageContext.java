package org.sessionrecording.api.page;

import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.Recording;

/**
 * Where a slot is drawn.
 *
 * @param staticPath where this plugin's static files are, without trailing slash, e.g. {@code /static/session-recording}
 * @param replayOrigin origin of the replay pages, e.g. {@code http://127.0.0.1:8001}; never carries a cookie
 * @param recording the recording the page is about, for the slots that have one; on a shared page only what is shared of it
 * @param view how the page gets at the recording
 * @param assets a path on the replay origin where the host answers {@code ?url=} with an image, a font or a style sheet that it
 *     fetches from the recorded site, without anything of whoever watches. For this one view, some hours long. A page there may
 *     ask only if {@code assets=on} is in its own query. Empty where there is no recording, or the operator forbids it; whether
 *     it is used is the plugin's decision, since the site learns that somebody watches
 */
public record PageContext(
        Project project,
        String staticPath,
        String replayOrigin,
        Optional<Recording> recording,
        View view,
        Optional<String> assets) {

    /** A page of somebody who is logged in. */
    public PageContext(Project project, String staticPath, String replayOrigin, Optional<Recording> recording) {
        this(project, staticPath, replayOrigin, recording, View.own(project, recording), Optional.empty());
    }

    /**
     * How a page gets at its recording.
     *
     * @param api path under which the recording's {@code /snapshots} and {@code /chunks} are; empty where there is none
     * @param replayQuery what goes behind a path on the replay origin: empty, or a query by which sites may embed it
     * @param shared whether the page is for people without login, who came by a share link. Scripts then repeat the
     *     {@code share} parameter of the page's address in their requests, and can do nothing but read
     */
    public record View(String api, String replayQuery, boolean shared) {
        /** Of somebody who is logged in. */
        public static View own(Project project, Optional<Recording> recording) {
            return new View(
                    recording
                            .map(each -> "/api/projects/" + project.id() + "/recordings/"
                                    + each.name().path())
                            .orElse(""),
                    "",
                    false);
        }

        /** What came by a share link. */
        public static View shared(String api, String replayQuery) {
            return new View(api, replayQuery, true);
        }
    }
}
