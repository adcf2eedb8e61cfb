package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.List;

/** What every answer of the host's origin carries. Pages that frame the replay origin widen the policy themselves. */
public final class SecurityHeaders {
    private static final String POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; img-src 'self' data:";

    private SecurityHeaders() {}

    static void set(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Referrer-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("X-Request-Id", Requests.id(context));
    }

    /**
     * As {@link #allowFrame}, and lets pages of these origins frame this one.
     *
     * @param embedders may be none
     */
    public static void allowFrame(Context context, String origin, List<String> embedders) {
        allowFrame(context, origin);
        if (!embedders.isEmpty()) {
            String ancestors = "frame-ancestors " + String.join(" ", embedders);
            context.header(
                    "Content-Security-Policy",
                    POLICY.replace("frame-ancestors 'none'", ancestors) + "; frame-src " + origin);
            context.removeHeader("X-Frame-Options");
            context.removeHeader("Cross-Origin-Opener-Policy");
        }
    }

    /** Lets this one page frame {@code origin}, and nothing else. */
    public static void allowFrame(Context context, String origin) {
        context.header("Content-Security-Policy", POLICY + "; frame-src " + origin);
    }
}
