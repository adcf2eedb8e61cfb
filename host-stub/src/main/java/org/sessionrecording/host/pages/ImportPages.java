package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.Map;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Where a recording's file is chosen, looked at, and imported by the API. */
public final class ImportPages implements RouteGroup {
    private final Shell shell;
    private final long mostBytes;
    private final byte[] script = PageRoutes.resource("pages/import.js");

    /** @param mostBytes of a file */
    public ImportPages(Projects projects, PluginService plugins, long mostBytes) {
        this.shell = new Shell(new Templates(), projects, plugins);
        this.mostBytes = mostBytes;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/recordings/import", Access.LOGIN, this::show)
                .get(
                        "/assets/import.js",
                        Access.PUBLIC,
                        context -> PageRoutes.send(context, "text/javascript; charset=utf-8", script));
    }

    private void show(Context context) {
        ProjectRow project = shell.project(context);
        shell.show(
                context,
                "import",
                "Import a recording",
                "recordings",
                Map.of("project_name", project.name(), "most_bytes", mostBytes, "most", Human.bytes(mostBytes)));
    }
}
