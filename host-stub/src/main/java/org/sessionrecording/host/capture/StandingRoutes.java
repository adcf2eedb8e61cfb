package org.sessionrecording.host.capture;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.capture.CaptureStandings.Spread;
import org.sessionrecording.host.capture.CaptureStandings.Standing;
import org.sessionrecording.host.store.CaptureNotes;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** How capture stands, by the API, and what scripts do about it. */
public final class StandingRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/capture";

    private static final int DAYS = 30;

    private final CaptureStandings standings;
    private final CaptureJournal journal;

    public StandingRoutes(CaptureStandings standings, CaptureJournal journal) {
        this.standings = standings;
        this.journal = journal;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::show)
                .get(PATH + "/arrivals", Access.LOGIN, this::arrivals)
                .post(PATH + "/rules/{plugin}/{rule}/{action}", Access.ADMIN, this::act);
    }

    private void show(Context context) {
        ProjectId project = Requests.project(context);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("on", standings.isOn(project));
        json.put(
                "rules",
                standings.of(project).stream().map(StandingRoutes::json).toList());
        json.put(
                "refused",
                journal.refused(project, DAYS).stream()
                        .map(StandingRoutes::json)
                        .toList());
        if (Requests.caller(context).admin()) {
            Spread spread = standings.spread();
            json.put("projects_recording", spread.recording());
            json.put("projects", spread.all());
        }
        context.json(json);
    }

    private void act(Context context) {
        standings.act(
                Requests.project(context),
                context.pathParam("plugin"),
                context.pathParam("rule"),
                context.pathParam("action"),
                Requests.caller(context).email());
        show(context);
    }

    private void arrivals(Context context) {
        CaptureNotes.Arrivals arrivals = journal.arrivals(Requests.project(context));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("asked_at", arrivals.asked().map(Timestamps::rfc3339).orElse(null));
        json.put("event_at", arrivals.event().map(Timestamps::rfc3339).orElse(null));
        json.put("recording_at", arrivals.recording().map(Timestamps::rfc3339).orElse(null));
        json.put("now", Timestamps.rfc3339(journal.now()));
        context.json(json);
    }

    private static Map<String, Object> json(CaptureNotes.Refused refused) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("day", refused.day().toString());
        json.put("rule", refused.rule());
        json.put("reason", refused.reason());
        json.put("events", refused.events());
        return json;
    }

    private static Map<String, Object> json(Standing standing) {
        RuleStanding says = standing.says();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("plugin", standing.pluginId());
        json.put("rule", standing.rule());
        json.put("effect", says.effect().name().toLowerCase(Locale.ROOT));
        json.put("title", says.title());
        json.put("text", says.text());
        says.tally().ifPresent(tally -> {
            json.put("used", tally.used());
            json.put("limit", tally.limit());
        });
        json.put("actions", says.actions().stream().map(RuleStanding.Action::id).toList());
        return json;
    }
}
