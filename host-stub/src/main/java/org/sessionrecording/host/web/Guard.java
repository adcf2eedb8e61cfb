package org.sessionrecording.host.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands before every handler and lets through whom the route's {@link Access} allows. */
final class Guard {
    /** Header by which scripts of the host's own pages repeat their session's token. */
    static final String CSRF_HEADER = "X-CSRF-Token";
    /** Form field by which its forms do. */
    static final String CSRF_FIELD = "csrf_token";

    private final Authenticator authenticator;

    Guard(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    Handler wrap(Access access, Handler handler) {
        return switch (access) {
            case CAPTURE, SHARE -> handler;
            case PUBLIC ->
                context -> {
                    refuseCrossSite(context);
                    handler.handle(context);
                };
            case LOGIN, ADMIN ->
                context -> {
                    if (admit(access, context)) {
                        handler.handle(context);
                    }
                };
        };
    }

    private boolean admit(Access access, Context context) {
        Optional<Caller> known = authenticator.authenticate(context);
        if (known.isEmpty()) {
            return sendToLogin(context);
        }
        Caller caller = known.get();
        if (caller.how() == Caller.How.SESSION && Requests.isUnsafe(context)) {
            requireCsrfToken(context, caller);
        }
        if (access == Access.ADMIN && !caller.admin()) {
            throw new Rejection(403, "Cannot do this: it is for administrators (ask one)");
        }
        if (context.pathParamMap().containsKey("project") && !authenticator.maySee(caller, Requests.project(context))) {
            throw Requests.noSuchProject();
        }
        Requests.setCaller(context, caller);
        return true;
    }

    private static boolean sendToLogin(Context context) {
        if (!Requests.wantsPage(context) || Requests.isUnsafe(context)) {
            throw new Rejection(
                    401,
                    "Cannot tell who asks: no valid API key or login (send Authorization: Bearer <personal API key>)",
                    Map.of(),
                    Map.of("WWW-Authenticate", "Bearer"));
        }
        String query = context.queryString();
        String next = context.path() + (query == null ? "" : "?" + query);
        context.redirect("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return false;
    }

    private static void requireCsrfToken(Context context, Caller caller) {
        refuseCrossSite(context);
        String header = context.header(CSRF_HEADER);
        if (!matches(header, caller) && !matches(header == null ? context.formParam(CSRF_FIELD) : null, caller)) {
            throw new Rejection(
                    403, "Cannot accept the request: its CSRF token is missing or old (reload the page and try again)");
        }
    }

    private static boolean matches(@Nullable String given, Caller caller) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        caller.csrfToken().getBytes(StandardCharsets.UTF_8));
    }

    /** Browsers say where an unsafe request comes from; another site may not even try to log someone in. */
    private static void refuseCrossSite(Context context) {
        if (Requests.isUnsafe(context) && "cross-site".equals(context.header("Sec-Fetch-Site"))) {
            throw new Rejection(403, "Cannot accept the request: it was made by another site");
        }
    }
}
