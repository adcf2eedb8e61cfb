package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/** Knows two API keys and one session, who see the projects up to 1000 but not project 2. */
public final class FixedCallers implements Authenticator {
    static final String CSRF = "the-token";

    @Override
    public Optional<Caller> authenticate(Context context) {
        String key = context.header("Authorization");
        if ("Bearer admin".equals(key)) {
            return Optional.of(new Caller(1, "admin@example.com", true, Caller.How.API_KEY, ""));
        }
        if ("Bearer user".equals(key)) {
            return Optional.of(new Caller(2, "user@example.com", false, Caller.How.API_KEY, ""));
        }
        if ("yes".equals(context.cookie("session"))) {
            return Optional.of(new Caller(1, "admin@example.com", true, Caller.How.SESSION, CSRF));
        }
        return Optional.empty();
    }

    @Override
    public boolean maySee(Caller caller, ProjectId project) {
        return project.value() != 2;
    }
}
