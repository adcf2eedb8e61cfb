package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.Map;
import org.sessionrecording.host.web.ErrorPage;
import org.sessionrecording.host.web.Requests;

/** Errors for people. */
public final class ErrorPages implements ErrorPage {
    private final Templates templates = new Templates();

    @Override
    public String render(Context context, int status, String title, String detail) {
        return templates.render(
                "error", Map.of("title", title, "status", status, "detail", detail, "request", Requests.id(context)));
    }
}
