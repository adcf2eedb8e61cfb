package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.plugins.PluginStatus;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.Requests;

/** What all pages of logged-in people share: navigation, project, CSRF token. */
final class Shell {
    private final Templates templates;
    private final Projects projects;
    private final PluginService plugins;
    private final ProjectNotices notices;

    Shell(Templates templates, Projects projects, PluginService plugins) {
        this.templates = templates;
        this.projects = projects;
        this.plugins = plugins;
        this.notices = new ProjectNotices(plugins);
    }

    /** What plugins have to tell of a project, for the templates, worst first. */
    List<Map<String, String>> notices(ProjectId project) {
        return notices.of(project).stream()
                .map(notice -> Map.of(
                        "level", notice.level().name().toLowerCase(Locale.ROOT),
                        "text", notice.text(),
                        "link",
                                notice.link()
                                        .map(path -> path + "?project=" + project)
                                        .orElse("")))
                .toList();
    }

    /** The project that {@code ?project=} names, else the first. */
    ProjectRow project(Context context) {
        String asked = Requests.query(context, "project");
        return projects.list().stream()
                .filter(row -> asked == null || row.id().toString().equals(asked))
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(ApiException.Kind.MISSING, "Cannot show the page: there is no such project"));
    }

    /** Draws a page. @param active which entry of the navigation is lit */
    void show(Context context, String template, String title, String active, Map<String, Object> model) {
        context.header("Cache-Control", "no-store");
        context.html(templates.render(template, full(context, title, active, model)));
    }

    private Map<String, Object> full(Context context, String title, String active, Map<String, Object> model) {
        Caller caller = Requests.caller(context);
        Map<String, Object> full = new HashMap<>(model);
        full.putIfAbsent("refresh", false);
        full.putIfAbsent("project", project(context).id().value());
        full.put("projects", projectLinks());
        full.put("alarms", alarms((long) full.get("project")));
        full.put("title", title);
        full.put("active", active);
        full.put("email", caller.email());
        full.put("admin", caller.admin());
        full.put("csrf", caller.csrfToken());
        full.put("running", runningPlugins());
        return full;
    }

    private List<Map<String, String>> alarms(long project) {
        return notices(new ProjectId(project)).stream()
                .filter(notice -> notice.get("level").equals("alarm"))
                .toList();
    }

    private List<Map<String, Object>> projectLinks() {
        return projects.list().stream()
                .map(row -> Map.<String, Object>of("id", row.id().value(), "name", row.name()))
                .toList();
    }

    private List<String> runningPlugins() {
        return plugins.list().stream()
                .filter(plugin -> plugin.state() == PluginStatus.State.STARTED)
                .map(PluginStatus::id)
                .toList();
    }
}
