package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.plugins.PluginStatus;
import org.sessionrecording.host.web.Requests;

/** Installed plugins: what they are, and on and off. */
final class PluginsPage {
    private final Shell shell;
    private final PluginService plugins;

    PluginsPage(Shell shell, PluginService plugins) {
        this.shell = shell;
        this.plugins = plugins;
    }

    void show(Context context) {
        shell.show(
                context,
                "plugins",
                "Plugins",
                "plugins",
                Map.of("plugins", plugins.list().stream().map(PluginsPage::row).toList()));
    }

    void enable(Context context) {
        plugins.enable(context.pathParam("plugin"));
        context.redirect("/plugins", HttpStatus.SEE_OTHER);
    }

    void disable(Context context) {
        plugins.disable(
                context.pathParam("plugin"),
                "disabled by " + Requests.caller(context).email());
        context.redirect("/plugins", HttpStatus.SEE_OTHER);
    }

    private static Map<String, Object> row(PluginStatus plugin) {
        return Map.of(
                "id", plugin.id(),
                "version", plugin.version(),
                "provider", plugin.provider(),
                "description", plugin.description(),
                "state", plugin.state().name().toLowerCase(Locale.ROOT),
                "reason", plugin.reason().orElse(""));
    }
}
