package org.sessionrecording.host.auth;

import io.javalin.http.Context;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;

/** API key or login cookie; every user sees every project of the installation. */
public final class HostAuthenticator implements Authenticator {
    static final String COOKIE = "session";
    private static final String BEARER = "Bearer ";

    private final Logins logins;
    private final ApiKeys keys;
    private final Projects projects;

    public HostAuthenticator(Logins logins, ApiKeys keys, Projects projects) {
        this.logins = logins;
        this.keys = keys;
        this.projects = projects;
    }

    @Override
    public Optional<Caller> authenticate(Context context) {
        String header = context.header("Authorization");
        if (header != null) {
            // a key that does not hold is not made up for by a cookie
            return header.startsWith(BEARER)
                    ? byKey(header.substring(BEARER.length()).trim())
                    : Optional.empty();
        }
        String cookie = context.cookie(COOKIE);
        return cookie == null ? Optional.empty() : logins.find(cookie);
    }

    private Optional<Caller> byKey(String key) {
        return keys.findUser(key)
                .map(user -> new Caller(user.id(), user.email(), user.admin(), Caller.How.API_KEY, ""));
    }

    @Override
    public boolean maySee(Caller caller, ProjectId project) {
        return projects.find(project).isPresent();
    }
}
