package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.web.Origins;

/** What whoever runs a site puts into its pages, and whether something arrives from there. */
final class SnippetPage {
    private final Shell shell;
    private final Slots slots;
    private final Origins origins;
    private final Clock clock;

    /** @param clock by which arrivals are told */
    SnippetPage(Shell shell, Slots slots, Origins origins, Clock clock) {
        this.shell = shell;
        this.slots = slots;
        this.origins = origins;
        this.clock = clock;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        Map<String, Object> model = new HashMap<>();
        model.put("name", project.name());
        model.put("token", project.token());
        model.put("host", origins.host(context));
        model.put("now", Timestamps.rfc3339(clock.instant()));
        model.put("slot", slots.html(context, "snippet", project.id(), Optional.empty()));
        shell.show(context, "snippet", "Add to a site", "capture", model);
    }
}
