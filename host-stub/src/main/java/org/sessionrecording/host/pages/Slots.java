package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
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
        return html(
                slot,
                each -> new PageContext(
                        each.project(project), "/static/" + each.pluginId(), origins.replay(context), recording));
    }

    /** The same on a page for people without login. @param recording as it may be told to them */
    String shared(Context context, String slot, ProjectId project, Recording recording, PageContext.View view) {
        return html(
                slot,
                each -> new PageContext(
                        each.project(project),
                        "/static/" + each.pluginId(),
                        origins.replay(context),
                        Optional.of(recording),
                        view));
    }

    private String html(String slot, Function<Contribution<PageSlot>, PageContext> page) {
        return extensions.of(PageSlot.class).stream()
                .filter(each -> each.<String>call("name a slot", PageSlot::slot).equals(slot))
                .map(each -> each.<String>call("fill a slot", filler -> filler.html(page.apply(each))))
                .collect(Collectors.joining("\n"));
    }
}
