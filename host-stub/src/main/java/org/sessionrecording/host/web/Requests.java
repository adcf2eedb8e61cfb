package org.sessionrecording.host.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;

/** What handlers ask of a request. */
public final class Requests {
    private static final String CALLER = "host.caller";
    private static final String REQUEST_ID = "host.request";

    private Requests() {}

    /** Who makes the request; only in handlers of {@link Access#LOGIN} and {@link Access#ADMIN}. */
    public static Caller caller(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("Cannot tell the caller of a public route");
        }
        return caller;
    }

    /**
     * The project that the path names as {@code {project}}; the guard has checked that the caller may see it.
     *
     * @throws Rejection 404 where it is no number
     */
    public static ProjectId project(Context context) {
        String text = context.pathParam("project");
        try {
            return new ProjectId(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw noSuchProject();
        }
    }

    static Rejection noSuchProject() {
        return new Rejection(404, "Cannot find the project: there is none of this number that you may see");
    }

    /** Id of this request, as in its answer's {@code X-Request-Id} and in the host's log. */
    public static String id(Context context) {
        String id = context.attribute(REQUEST_ID);
        return id == null ? "-" : id;
    }

    /** A query parameter's text, or null where it is absent or blank. */
    public static @Nullable String query(Context context, String name) {
        String value = context.queryParam(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** True for {@code ?name=true} and {@code ?name=1}. */
    public static boolean flag(Context context, String name) {
        String value = context.queryParam(name);
        return "true".equals(value) || "1".equals(value);
    }

    /** Whether a person's browser asks for a page, and wants errors as one. */
    static boolean wantsPage(Context context) {
        String accept = context.header("Accept");
        return accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html")
                && !context.path().startsWith("/api/")
                && !context.path().startsWith("/static/");
    }

    static boolean isUnsafe(Context context) {
        HandlerType method = context.method();
        return !method.equals(HandlerType.GET)
                && !method.equals(HandlerType.HEAD)
                && !method.equals(HandlerType.OPTIONS);
    }

    static void setCaller(Context context, Caller caller) {
        context.attribute(CALLER, caller);
    }

    static void setId(Context context, String id) {
        context.attribute(REQUEST_ID, id);
    }
}
