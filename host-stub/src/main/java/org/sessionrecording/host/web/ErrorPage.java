package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Map;

/** Draws an error for a person; {@code detail} may hold anything and has to be escaped. */
@FunctionalInterface
public interface ErrorPage {
    /** Where the request keeps what the problem document would have beside status, title and detail. */
    String MEMBERS = "host.problem";

    String render(Context context, int status, String title, String detail);

    /** Members of the problem that is drawn, such as {@code erased_at} or {@code code}. */
    static Map<String, Object> members(Context context) {
        Map<String, Object> members = context.attribute(MEMBERS);
        return members == null ? Map.of() : members;
    }
}
