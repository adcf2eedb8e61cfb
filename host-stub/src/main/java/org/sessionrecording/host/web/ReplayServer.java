package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Optional;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles.Origin;
import org.sessionrecording.host.plugins.Extensions;

/**
 * The replay origin: plugins' files for pages that show recorded, hostile content, and nothing else. No route of the host
 * answers here, no cookie is read or set. Only the host's own pages may frame it. Made, started and closed once.
 */
public final class ReplayServer implements AutoCloseable {
    private final Listener listener;
    private final Extensions extensions;
    private final Origins origins;

    /** @param port 0 takes a free one */
    public ReplayServer(int port, Extensions extensions, Origins origins) {
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
        context.header("Content-Security-Policy", policy(file.get()) + "; frame-ancestors " + origins.host(context));
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
