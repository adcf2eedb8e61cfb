package org.sessionrecording.host.ingest;

import io.javalin.http.Context;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.capture.Cors;
import org.sessionrecording.host.location.Locations;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.Fault;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireException;

/**
 * Where clients of every era send events and snapshots. Answers 200 only for what is durable; other 4xx than 401 mean that
 * sending the same again is of no use, 503 that it is.
 */
public final class IngestRoutes implements RouteGroup {
    private static final List<String> PATHS = List.of("/e", "/capture", "/batch", "/track", "/s", "/i/v0/e");
    private static final Map<String, String> RETRY = Map.of("Retry-After", "5");

    private final WireDecoder decoder;
    private final Projects projects;
    private final IngestService ingest;
    private final Runnable requireRoom;
    private final Clock clock;
    private final Locations locations;

    public IngestRoutes(
            WireDecoder decoder, Projects projects, IngestService ingest, Clock clock, Locations locations) {
        this(decoder, projects, ingest, () -> {}, clock, locations);
    }

    /** @param requireRoom throws where nothing may be taken in now */
    public IngestRoutes(
            WireDecoder decoder,
            Projects projects,
            IngestService ingest,
            Runnable requireRoom,
            Clock clock,
            Locations locations) {
        this.decoder = decoder;
        this.projects = projects;
        this.ingest = ingest;
        this.requireRoom = requireRoom;
        this.clock = clock;
        this.locations = locations;
    }

    @Override
    public void register(Routes routes) {
        for (String path : PATHS) {
            for (String form : List.of(path, path + "/")) {
                routes.post(form, Access.CAPTURE, context -> take(context, context.bodyInputStream()));
                routes.get(form, Access.CAPTURE, context -> take(context, InputStream.nullInputStream()));
                routes.options(form, Access.CAPTURE, Cors::preflight);
            }
        }
    }

    private void take(Context context, InputStream body) {
        Cors.allow(context);
        requireRoom.run();
        RequestFacts request = facts(context);
        try (DecodedRequest decoded = decoder.decode(body, line(context))) {
            ProjectRow project = require(decoded.token());
            IngestAnswer answer = ingest.accept(project, decoded, request);
            context.contentType("application/json").result(Answers.of(answer, context.path()));
        } catch (WireException e) {
            throw new Rejection(e.fault() == Fault.OVER_LIMIT ? 413 : 400, String.valueOf(e.getMessage()));
        } catch (MemoryBudget.Exhausted e) {
            throw new Rejection(503, String.valueOf(e.getMessage()), Map.of(), RETRY);
        }
    }

    private ProjectRow require(Optional<String> token) {
        return token.flatMap(projects::findByToken)
                .orElseThrow(() -> new Rejection(
                        401,
                        "Cannot tell the project: no project has this token (send the token of its settings page)"));
    }

    private RequestFacts facts(Context context) {
        return new RequestFacts(
                Optional.ofNullable(context.userAgent()),
                Optional.ofNullable(context.header("Accept-Language")),
                Cors.origin(context),
                locations.find(context.ip(), locations.addressHeader().map(context::header)),
                clock.instant());
    }

    private static RequestLine line(Context context) {
        String query = context.queryString();
        String contentType = context.contentType();
        return RequestLine.of(context.path(), query == null ? "" : query, contentType == null ? "" : contentType);
    }
}
