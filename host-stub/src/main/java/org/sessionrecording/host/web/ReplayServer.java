package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles.Origin;
import org.sessionrecording.host.plugins.Extensions;

/**
 * The replay origin: plugins' files for pages that show recorded, hostile content, and nothing else. No route of the host
 * answers here, no cookie is read or set. Only the host's own pages may frame it. Made, started and closed once.
 */
public final class ReplayServer implements AutoCloseable {
    /** The parameter that names the share, by its public id, for which a page here is framed. */
    public static final String EMBEDDED = "embedded";

    private final Listener listener;
    private final Extensions extensions;
    private final Origins origins;
    private final Function<String, List<String>> embedders;

    /**
     * @param port 0 takes a free one
     * @param embedders origins that may embed a share of this public id
     */
    public ReplayServer(int port, Extensions extensions, Origins origins, Function<String, List<String>> embedders) {
        this.embedders = embedders;
        this.extensions = extensions;
        this.origins = origins;
        ErrorPage plain = (context, status, title, detail) -> title;
        listener = new Listener("replay", port, new Problems(plain), config -> {
            config.routes.get("/<path>", this::serve);
            config.routes.head("/<path>", this::serve);
        });
    }

    private void serve(Context context) {
        String path = StaticAnswer.requireSafe(context.pathParam("path"));
        Optional<StaticFile> file = StaticRoutes.findOwn(extensions, Origin.REPLAY, path);
        if (file.isEmpty()) {
            throw new Rejection(404, "Cannot find the file: no plugin serves it");
        }
        StaticAnswer.send(context, file.get());
        context.removeHeader("X-Frame-Options");
        // the page talks to its opener's window by messages alone
        context.removeHeader("Cross-Origin-Opener-Policy");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Content-Security-Policy", policy(file.get()) + "; frame-ancestors " + ancestors(context));
    }

    /** The host's pages; and where one of these may be embedded by other sites, those, as all ancestors are asked. */
    private String ancestors(Context context) {
        String share = Requests.query(context, EMBEDDED);
        List<String> others = share == null ? List.of() : embedders.apply(share);
        return Stream.concat(Stream.of(origins.host(context)), others.stream()).collect(Collectors.joining(" "));
    }

    private static String policy(StaticFile file) {
        return file.contentSecurityPolicy().orElse("default-src 'none'");
    }

    public void start() {
        listener.start();
    }

    /** The port it listens on, once started. */
    public int port() {
        return listener.port();
    }

    @Override
    public void close() {
        listener.close();
    }
}
