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

    /** The parameter of pages here which are to show what {@link Assets} let through. */
    public static final String WITH_ASSETS = "assets";

    /** Files of recorded sites, which the host fetches for the pages here. */
    public interface Assets {
        /** What lies under it on this origin is theirs. */
        String PATH = "/assets/";

        /** Answers {@code GET /assets/{pass}}. */
        void answer(Context context);
    }

    private final Listener listener;
    private final Extensions extensions;
    private final Origins origins;
    private final Function<String, List<String>> embedders;
    private final boolean withAssets;

    /**
     * @param port 0 takes a free one
     * @param embedders origins that may embed a share of this public id
     * @param assets empty: pages here get nothing of recorded sites, whoever asks
     */
    public ReplayServer(
            int port,
            Extensions extensions,
            Origins origins,
            Function<String, List<String>> embedders,
            Optional<? extends Assets> assets) {
        this.withAssets = assets.isPresent();
        this.embedders = embedders;
        this.extensions = extensions;
        this.origins = origins;
        ErrorPage plain = (context, status, title, detail) -> title;
        listener = new Listener("replay", port, new Problems(plain), config -> {
            assets.ifPresent(each -> config.routes.get(Assets.PATH + "{pass}", each::answer));
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
        if (Requests.query(context, EMBEDDED) != null) {
            context.header("Cache-Control", "no-store"); // who may frame it ends with the share
        }
        context.header(
                "Content-Security-Policy", policy(context, file.get()) + "; frame-ancestors " + ancestors(context));
    }

    /** The host's pages; and where one of these may be embedded by other sites, those, as all ancestors are asked. */
    private String ancestors(Context context) {
        String share = Requests.query(context, EMBEDDED);
        List<String> others = share == null ? List.of() : embedders.apply(share);
        return Stream.concat(Stream.of(origins.host(context)), others.stream()).collect(Collectors.joining(" "));
    }

    private String policy(Context context, StaticFile file) {
        String policy = file.contentSecurityPolicy().orElse("default-src 'none'");
        return withAssets && "on".equals(Requests.query(context, WITH_ASSETS))
                ? widened(policy, origins.replay(context) + Assets.PATH)
                : policy;
    }

    /** Images, fonts and style sheets may come from {@code source} too; nothing else may. */
    static String widened(String policy, String source) {
        return Stream.of(policy.split(";"))
                .map(String::strip)
                .map(directive -> directive.matches("(img|font|style)-src .+") ? directive + " " + source : directive)
                .collect(Collectors.joining("; "));
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
