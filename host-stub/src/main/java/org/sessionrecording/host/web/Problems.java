package org.sessionrecording.host.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where errors become answers: kind to status, problem document or page, and a line in the log. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final ErrorPage page;
    private final ObjectMapper json = new ObjectMapper();

    Problems(ErrorPage page) {
        this.page = page;
    }

    private record Problem(int status, String detail, Map<String, Object> members, Map<String, String> headers) {
        Problem(int status, String detail) {
            this(status, detail, Map.of(), Map.of());
        }
    }

    void answer(Throwable error, Context context) {
        if (error instanceof IOException) {
            LOG.debug("A client went away (request {})", Requests.id(context), error);
            return;
        }
        Problem problem = problem(error);
        log(error, problem, context);
        if (context.res().isCommitted()) {
            // fewer bytes than Content-Length promised: the server cuts the connection, so the client notices
            return;
        }
        Map<String, String> crossOrigin = crossOrigin(context.res());
        context.res().reset();
        SecurityHeaders.set(context);
        crossOrigin.forEach(context::header);
        context.header("Cache-Control", "no-store");
        problem.headers().forEach(context::header);
        context.status(problem.status());
        if (Requests.wantsPage(context)) {
            context.attribute(ErrorPage.MEMBERS, problem.members());
            context.html(page.render(context, problem.status(), title(problem.status()), problem.detail()));
        } else {
            context.contentType("application/problem+json").result(document(problem, context));
        }
    }

    /** What lets the page that asked read the answer, an error like any other: clients come again where they cannot. */
    private static Map<String, String> crossOrigin(HttpServletResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (name.startsWith("Access-Control-")
                    || name.equals("Cross-Origin-Resource-Policy")
                    || name.equals("Vary")) {
                headers.put(name, response.getHeader(name));
            }
        }
        return headers;
    }

    /** For errors of the virtual machine, of which the router hands over nothing but the bare response. */
    void answer(HttpServletResponse response, Error error) {
        LOG.error("Cannot answer a request", error);
        if (!response.isCommitted()) {
            response.reset();
            response.setStatus(500);
        }
    }

    private static Problem problem(Throwable error) {
        if (error instanceof Rejection rejection) {
            return new Problem(rejection.status(), text(rejection), rejection.members(), rejection.headers());
        }
        if (error instanceof ApiException api) {
            return new Problem(status(api.kind()), text(api));
        }
        if (error instanceof HttpResponseException http) {
            return new Problem(http.getStatus(), detail(http.getStatus()));
        }
        return new Problem(500, "Cannot answer: the host has a defect (its log tells more under this request's id)");
    }

    /** Of what the router refuses. */
    private static String detail(int status) {
        return switch (status) {
            case 404 -> "Cannot find anything at this address";
            case 405 -> "Cannot answer this method at this address";
            default -> "Cannot answer this request: " + title(status).toLowerCase(Locale.ROOT);
        };
    }

    private static int status(ApiException.Kind kind) {
        return switch (kind) {
            case CALLER -> 400;
            case CONFLICT -> 409;
            case MISSING -> 404;
            case STORE, ARCHIVE, PLUGIN -> 503;
            case INTERNAL -> 500;
        };
    }

    private static String text(ApiException error) {
        String message = error.getMessage();
        return message == null ? "" : message;
    }

    private static void log(Throwable error, Problem problem, Context context) {
        if (problem.status() >= 500) {
            // the path holds distinct ids, which are personal data: the route will do
            LOG.warn(
                    "Cannot answer {} {} (request {})",
                    context.method(),
                    context.endpoint().path,
                    Requests.id(context),
                    error);
        } else {
            LOG.debug("Refused {} with {} (request {})", context.method(), problem.status(), Requests.id(context));
        }
    }

    private String document(Problem problem, Context context) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title(problem.status()));
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        document.put("request_id", Requests.id(context));
        document.putAll(problem.members());
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            LOG.error("Cannot write the problem of request {}", Requests.id(context), e);
            return "{\"title\":\"Internal error\",\"status\":500}";
        }
    }

    static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Login needed";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 413 -> "Too large";
            case 416 -> "Range not satisfiable";
            case 429 -> "Too many requests";
            case 503 -> "Not available";
            default -> status < 500 ? "Refused" : "Internal error";
        };
    }
}
