package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.host.assets.ReplayAssets;
import org.sessionrecording.host.auth.ApiKeys;
import org.sessionrecording.host.auth.NextPage;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** The pages, for people. Made once by the composition root; safe for use from any thread. */
public final class PageRoutes implements RouteGroup {
    private final Templates templates = new Templates();
    private final RecordingsPage recordings;
    private final RecordingPage recording;
    private final SettingsPage settings;
    private final StoragePage storage;
    private final PluginsPage plugins;
    private final KeysPage keys;
    private final byte[] styles = resource("pages/app.css");
    private final byte[] share = resource("pages/share.js");
    private final byte[] icon = resource("pages/icon.svg");
    private final byte[] api = resource("pages/openapi.yaml");

    /** What the pages show comes from these. */
    public record Rooms(
            Projects projects,
            RecordingDocuments documents,
            SettingsService settings,
            TaskService tasks,
            PluginService plugins,
            ApiKeys keys,
            Function<ProjectId, Usage> usage,
            Supplier<Map<String, String>> notes,
            Optional<ReplayAssets> assets) {}

    public PageRoutes(Rooms rooms, Origins origins) {
        Shell shell = new Shell(templates, rooms.projects(), rooms.plugins());
        Slots slots = new Slots(rooms.plugins(), origins, rooms.assets());
        PendingChanges pending = new PendingChanges(rooms.settings(), rooms.tasks());
        recordings = new RecordingsPage(shell, rooms.documents(), slots);
        recording = new RecordingPage(shell, rooms.documents(), rooms.projects(), slots, origins);
        settings = new SettingsPage(shell, rooms.settings(), pending, rooms.notes());
        storage = new StoragePage(shell, rooms.tasks(), slots, pending, rooms.usage());
        plugins = new PluginsPage(shell, rooms.plugins());
        keys = new KeysPage(shell, rooms.keys());
    }

    @Override
    public void register(Routes routes) {
        routes.get("/", Access.LOGIN, context -> context.redirect("/recordings"))
                .get("/login", Access.PUBLIC, this::login)
                .get("/assets/app.css", Access.PUBLIC, context -> send(context, "text/css; charset=utf-8", styles))
                .get(
                        "/assets/share.js",
                        Access.PUBLIC,
                        context -> send(context, "text/javascript; charset=utf-8", share))
                .get("/favicon.ico", Access.PUBLIC, context -> send(context, "image/svg+xml", icon))
                .get("/api/openapi.yaml", Access.LOGIN, this::api)
                .get("/recordings", Access.LOGIN, recordings::show)
                .get("/sessions/{distinct_id}/{timestamp}/recording", Access.LOGIN, recording::show)
                .get("/settings/{plugin}", Access.LOGIN, settings::show)
                .post("/settings/{plugin}", Access.ADMIN, settings::save)
                .post("/settings/{plugin}/take-back", Access.ADMIN, settings::takeBack)
                .get("/storage", Access.LOGIN, storage::show)
                .post("/storage/tasks/{task}/run", Access.ADMIN, storage::run)
                .post("/storage/tasks/{task}/runs/{run}/cancel", Access.ADMIN, storage::cancel)
                .get("/plugins", Access.LOGIN, plugins::show)
                .post("/plugins/{plugin}/enable", Access.ADMIN, plugins::enable)
                .post("/plugins/{plugin}/disable", Access.ADMIN, plugins::disable)
                .get("/keys", Access.LOGIN, keys::show)
                .post("/keys", Access.LOGIN, keys::create)
                .post("/keys/{key}/revoke", Access.LOGIN, keys::revoke);
    }

    private void login(Context context) {
        String next = NextPage.safe(context.queryParam("next"));
        Map<String, Object> model = Map.of(
                "next", next, "failed", Requests.flag(context, "failed"), "recording", next.startsWith("/sessions/"));
        context.header("Cache-Control", "no-store");
        context.html(templates.render("login", model));
    }

    static void send(Context context, String type, byte[] file) {
        context.contentType(type).header("Cache-Control", "public, max-age=300");
        context.result(file);
    }

    private void api(Context context) {
        context.contentType("application/yaml").result(api);
    }

    static byte[] resource(String name) {
        try (InputStream in = PageRoutes.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new ApiException(ApiException.Kind.INTERNAL, "Cannot find the resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot read the resource " + name, e);
        }
    }
}
