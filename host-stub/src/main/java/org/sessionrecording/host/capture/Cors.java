package org.sessionrecording.host.capture;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets pages of any origin read the answers of capture routes. posthog-js sends some requests with credentials, for which
 * browsers do not take {@code *}: the origin is repeated. Nothing here reads cookies, so that gives nothing away.
 */
public final class Cors {
    private static final Pattern ORIGIN = Pattern.compile("[\\x21-\\x7E]{1,300}");
    private static final Pattern SITE = Pattern.compile("^https?://[\\x21-\\x7E&&[^/?#]]{1,280}");
    private static final Pattern HEADERS = Pattern.compile("[A-Za-z0-9_, -]{1,1000}");
    private static final String A_DAY = "86400";

    private Cors() {}

    /** Allows the answer to be read. */
    public static void allow(Context context) {
        Optional<String> origin = origin(context);
        context.header("Access-Control-Allow-Origin", origin.orElse("*"));
        origin.ifPresent(known -> context.header("Access-Control-Allow-Credentials", "true"));
        context.header("Vary", "Origin");
        context.header("Access-Control-Expose-Headers", "Retry-After");
        context.header("Cross-Origin-Resource-Policy", "cross-origin");
    }

    /** The origin of the page that asks; of scripts, for which browsers send no {@code Origin}, that of the {@code Referer}. */
    static Optional<String> site(Context context) {
        String referer = context.header("Referer");
        return origin(context).or(() -> Optional.ofNullable(referer)
                .map(SITE::matcher)
                .filter(Matcher::find)
                .map(Matcher::group));
    }

    /** Answers a browser that asks before it sends. */
    public static void preflight(Context context) {
        allow(context);
        context.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        String asked = context.header("Access-Control-Request-Headers");
        context.header(
                "Access-Control-Allow-Headers",
                asked != null && HEADERS.matcher(asked).matches() ? asked : "Content-Type, Content-Encoding");
        context.header("Access-Control-Max-Age", A_DAY);
        context.status(200).result("");
    }

    /** Where the asking page lies, as its browser says. */
    public static Optional<String> origin(Context context) {
        return Optional.ofNullable(context.header("Origin"))
                .filter(origin -> ORIGIN.matcher(origin).matches());
    }
}
