package org.sessionrecording.host.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;
import org.sessionrecording.host.wire.ClientHello;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;

/**
 * Where clients ask for their configuration: {@code /decide} (to 2024), {@code /flags} (since), {@code /array/{token}/config}
 * and {@code config.js} (since 2026). All answer with the same object.
 */
public final class CaptureRoutes implements RouteGroup {
    private static final List<String> ASKED_WITH_BODY = List.of("/decide", "/decide/", "/flags", "/flags/");
    private static final String CONFIG = "/array/{token}/config";
    private static final String SCRIPT = "/array/{token}/config.js";

    private final WireDecoder decoder;
    private final Projects projects;
    private final CaptureConfig config;

    public CaptureRoutes(WireDecoder decoder, Projects projects, CaptureConfig config) {
        this.decoder = decoder;
        this.projects = projects;
        this.config = config;
    }

    @Override
    public void register(Routes routes) {
        for (String path : ASKED_WITH_BODY) {
            routes.post(path, Access.CAPTURE, this::answerHello);
            routes.get(path, Access.CAPTURE, this::answerHello);
            routes.options(path, Access.CAPTURE, Cors::preflight);
        }
        routes.get(CONFIG, Access.CAPTURE, this::answerConfig);
        routes.options(CONFIG, Access.CAPTURE, Cors::preflight);
        routes.get(SCRIPT, Access.CAPTURE, this::answerScript);
        routes.options(SCRIPT, Access.CAPTURE, Cors::preflight);
    }

    private void answerHello(Context context) {
        Cors.allow(context);
        ClientHello hello = decoder.decodeHello(context.bodyInputStream(), requestLine(context));
        ProjectRow project = require(hello.token());
        json(context, config.of(visitor(context, project, hello), project.token()));
    }

    private void answerConfig(Context context) {
        Cors.allow(context);
        ProjectRow project = require(Optional.of(context.pathParam("token")));
        json(context, config.of(visitor(context, project), project.token()));
    }

    private void answerScript(Context context) {
        Cors.allow(context);
        ProjectRow project = require(Optional.of(context.pathParam("token")));
        ObjectNode known = config.of(visitor(context, project), project.token());
        context.contentType("application/javascript; charset=utf-8")
                .header("Cache-Control", "no-store")
                .result(ConfigScript.of(project.token(), known));
    }

    private ProjectRow require(Optional<String> token) {
        return token.flatMap(projects::findByToken)
                .orElseThrow(() -> new Rejection(
                        401,
                        "Cannot tell the project: no project has this token (send the token of its settings page)"));
    }

    private static Visitor visitor(Context context, ProjectRow project) {
        return new Visitor(project.id(), Optional.empty(), Optional.empty(), Cors.site(context));
    }

    private static Visitor visitor(Context context, ProjectRow project, ClientHello hello) {
        return new Visitor(
                project.id(),
                hello.distinctId().map(DistinctId::new),
                hello.sessionId(),
                hello.url().or(() -> Cors.origin(context)));
    }

    private static RequestLine requestLine(Context context) {
        String query = context.queryString();
        String contentType = context.contentType();
        return RequestLine.of(context.path(), query == null ? "" : query, contentType == null ? "" : contentType);
    }

    private static void json(Context context, ObjectNode node) {
        context.contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(node.toString());
    }
}
