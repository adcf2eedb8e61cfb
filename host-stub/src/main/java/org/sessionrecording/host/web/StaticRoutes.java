package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;
import org.sessionrecording.api.page.StaticFiles.Origin;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/**
 * {@code /static/…}: reserved names first, each by the plugin that claims it, then {@code /static/{plugin id}/…}. To
 * everyone and every origin, as recorders are loaded by the pages they record.
 */
public final class StaticRoutes implements RouteGroup {
    private final Extensions extensions;

    public StaticRoutes(Extensions extensions) {
        this.extensions = extensions;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/static/<path>", Access.PUBLIC, this::serve);
        routes.options("/static/<path>", Access.PUBLIC, context -> {
            allowAllOrigins(context);
            context.header("Access-Control-Allow-Methods", "GET, HEAD").status(204);
        });
    }

    private void serve(Context context) {
        allowAllOrigins(context);
        String path = StaticAnswer.requireSafe(context.pathParam("path"));
        StaticFile file = findReserved(path)
                .or(() -> findOwn(extensions, Origin.HOST, path))
                .orElseThrow(() -> new Rejection(404, "Cannot find the file: no plugin serves it"));
        StaticAnswer.send(context, file);
    }

    private static void allowAllOrigins(Context context) {
        context.header("Access-Control-Allow-Origin", "*");
        context.header("Cross-Origin-Resource-Policy", "cross-origin");
    }

    private Optional<StaticFile> findReserved(String path) {
        for (Contribution<StaticFiles> files : extensions.of(StaticFiles.class)) {
            if (files.call("static names", each -> claims(each, path))) {
                return files.call("static file", each -> each.find(Origin.HOST, path));
            }
        }
        return Optional.empty();
    }

    private static boolean claims(StaticFiles files, String path) {
        return files.reservedNames().stream().anyMatch(name -> matches(name, path));
    }

    private static boolean matches(String name, String path) {
        if (!name.startsWith("*/")) {
            return name.equals(path);
        }
        int slash = path.indexOf('/');
        return slash > 0 && name.substring(1).equals(path.substring(slash));
    }

    /** What the plugin named by the first segment serves at the rest. */
    static Optional<StaticFile> findOwn(Extensions extensions, Origin origin, String path) {
        String[] parts = path.split("/", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        return extensions.of(StaticFiles.class, parts[0]).stream()
                .map(files -> files.<Optional<StaticFile>>call("static file", each -> each.find(origin, parts[1])))
                .flatMap(Optional::stream)
                .findFirst();
    }

    static boolean isSafe(String path) {
        return path.chars().noneMatch(c -> c < 0x20 || c == '\\')
                && Arrays.stream(path.split("/", -1)).noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."));
    }
}
