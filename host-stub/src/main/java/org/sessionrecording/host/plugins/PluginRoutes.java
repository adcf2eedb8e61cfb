package org.sessionrecording.host.plugins;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Plugins by the API. A plugin is code that runs in the host, so only administrators change them. */
public final class PluginRoutes implements RouteGroup {
    private static final String PLUGINS = "/api/plugins";
    private static final String ONE = PLUGINS + "/{plugin}";
    private static final long MAX_ZIP = 256L << 20;

    private final PluginService plugins;

    public PluginRoutes(PluginService plugins) {
        this.plugins = plugins;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PLUGINS, Access.LOGIN, this::list)
                .post(PLUGINS, Access.ADMIN, this::install)
                .post(ONE + "/enable", Access.ADMIN, this::enable)
                .post(ONE + "/disable", Access.ADMIN, this::disable)
                .delete(ONE, Access.ADMIN, this::remove);
    }

    private void list(Context context) {
        context.json(Map.of(
                "results", plugins.list().stream().map(PluginRoutes::json).toList()));
    }

    /** The body is the zip itself. */
    private void install(Context context) throws IOException {
        Path zip = Files.createTempFile("plugin-", ".zip");
        try {
            receive(context.bodyInputStream(), zip);
            context.status(201).json(json(plugins.install(zip)));
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private static void receive(InputStream body, Path zip) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip)) {
            byte[] buffer = new byte[1 << 16];
            long received = 0;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                received += n;
                if (received > MAX_ZIP) {
                    throw new Rejection(413, "Cannot install the plugin: its zip has over " + (MAX_ZIP >> 20) + " MiB");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private void enable(Context context) {
        context.json(json(plugins.enable(context.pathParam("plugin"))));
    }

    private void disable(Context context) {
        String reason = "disabled by " + Requests.caller(context).email();
        context.json(json(plugins.disable(context.pathParam("plugin"), reason)));
    }

    private void remove(Context context) {
        plugins.remove(context.pathParam("plugin"));
        context.status(204);
    }

    private static Map<String, Object> json(PluginStatus plugin) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", plugin.id());
        json.put("version", plugin.version());
        json.put("provider", plugin.provider());
        json.put("description", plugin.description());
        json.put("state", plugin.state().name().toLowerCase(Locale.ROOT));
        json.put("enabled", plugin.state() != PluginStatus.State.DISABLED);
        json.put("reason", plugin.reason().orElse(null));
        return json;
    }
}
