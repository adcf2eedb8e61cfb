package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.web.Origins;

/** What plugins put into named places of the pages: their own HTML, as the only thing that is not escaped here. */
final class Slots {
    private final Extensions extensions;
    private final Origins origins;

    Slots(Extensions extensions, Origins origins) {
        this.extensions = extensions;
        this.origins = origins;
    }

    /** All that fill {@code slot}, one after the other; empty where none does. */
    String html(Context context, String slot, ProjectId project, Optional<Recording> recording) {
        return extensions.of(PageSlot.class).stream()
                .filter(each -> each.<String>call("name a slot", PageSlot::slot).equals(slot))
                .map(each -> each.<String>call(
                        "fill a slot", filler -> filler.html(page(context, each, project, recording))))
                .collect(Collectors.joining("\n"));
    }

    private PageContext page(
            Context context, Contribution<PageSlot> slot, ProjectId project, Optional<Recording> recording) {
        return new PageContext(slot.project(project), "/static/" + slot.pluginId(), origins.replay(context), recording);
    }
}
