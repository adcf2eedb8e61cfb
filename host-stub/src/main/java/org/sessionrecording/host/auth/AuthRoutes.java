package org.sessionrecording.host.auth;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Login, logout, and the API of personal API keys. The login page itself is among the pages. */
public final class AuthRoutes implements RouteGroup {
    private final Accounts accounts;
    private final Logins logins;
    private final ApiKeys keys;
    private final LoginLimiter limiter;
    private final boolean secureCookie;

    /** @param secureCookie whether people reach the host by https alone */
    public AuthRoutes(Accounts accounts, Logins logins, ApiKeys keys, HostClock clock, boolean secureCookie) {
        this.accounts = accounts;
        this.logins = logins;
        this.keys = keys;
        this.limiter = new LoginLimiter(clock);
        this.secureCookie = secureCookie;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/login", Access.PUBLIC, this::login)
                .post("/logout", Access.LOGIN, this::logout)
                .get("/api/keys", Access.LOGIN, this::list)
                .post("/api/keys", Access.LOGIN, this::create)
                .delete("/api/keys/{key}", Access.LOGIN, this::revoke);
    }

    private void login(Context context) {
        String email = Optional.ofNullable(context.formParam("email")).orElse("");
        String password = Optional.ofNullable(context.formParam("password")).orElse("");
        String next = NextPage.safe(context.formParam("next"));
        limiter.check(email, context.ip());
        Optional<User> user = accounts.check(email, password);
        if (user.isEmpty()) {
            limiter.failed(email, context.ip());
            context.redirect(NextPage.login(next, true), HttpStatus.SEE_OTHER);
            return;
        }
        limiter.succeeded(email, context.ip());
        context.cookie(cookie(logins.begin(user.get()), (int) Logins.LIFETIME.toSeconds()));
        context.redirect(next, HttpStatus.SEE_OTHER);
    }

    private void logout(Context context) {
        Optional.ofNullable(context.cookie(HostAuthenticator.COOKIE)).ifPresent(logins::end);
        context.cookie(cookie("", 0));
        context.redirect("/login", HttpStatus.SEE_OTHER);
    }

    private Cookie cookie(String value, int maxAge) {
        Cookie cookie = new Cookie(HostAuthenticator.COOKIE, value, "/", maxAge, secureCookie);
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.LAX);
        return cookie;
    }

    private void list(Context context) {
        context.json(Map.of(
                "results",
                keys.list(Requests.caller(context).userId()).stream()
                        .map(AuthRoutes::json)
                        .toList()));
    }

    private static Map<String, Object> json(ApiKeys.ApiKey key) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", key.id());
        json.put("label", key.label());
        json.put("created_at", Timestamps.rfc3339(key.createdAt()));
        key.lastUsedAt().ifPresent(at -> json.put("last_used_at", Timestamps.rfc3339(at)));
        return json;
    }

    private void create(Context context) {
        Caller caller = Requests.caller(context);
        User user = new User(caller.userId(), caller.email(), caller.admin());
        String label = Optional.ofNullable(context.queryParam("label")).orElse("API key");
        context.status(201).json(Map.of("key", keys.create(user, label)));
    }

    private void revoke(Context context) {
        String id = context.pathParam("key");
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw new Rejection(404, "Cannot revoke the API key: its id is a number");
        }
        keys.revoke(Requests.caller(context).userId(), Long.parseLong(id));
        context.status(204);
    }
}
