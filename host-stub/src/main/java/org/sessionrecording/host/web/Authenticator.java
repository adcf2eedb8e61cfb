package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/** Says who a request comes from and what they may see. Called by request threads for every route that is not public. */
public interface Authenticator {
    /** Whoever the request's API key or session cookie belongs to; empty where there is none, or none that holds. */
    Optional<Caller> authenticate(Context context);

    /** Whether there is such a project and this caller may see it. */
    boolean maySee(Caller caller, ProjectId project);
}
