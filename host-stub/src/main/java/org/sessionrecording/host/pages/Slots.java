package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.assets.ReplayAssets;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.web.Origins;

/** What plugins put into named places of the pages: their own HTML, as the only thing that is not escaped here. */
final class Slots {
    private final Extensions extensions;
    private final Origins origins;
    private final Optional<ReplayAssets> assets;

    /** For pages without a recording. */
    Slots(Extensions extensions, Origins origins) {
        this(extensions, origins, Optional.empty());
    }

    /** @param assets empty where the operator forbids them */
    Slots(Extensions extensions, Origins origins, Optional<ReplayAssets> assets) {
        this.extensions = extensions;
        this.origins = origins;
        this.assets = assets;
    }

    /** All that fill {@code slot}, one after the other; empty where none does. */
    String html(Context context, String slot, ProjectId project, Optional<Recording> recording) {
        return html(
                slot,
                each -> new PageContext(
                        each.project(project),
                        "/static/" + each.pluginId(),
                        origins.replay(context),
                        recording,
                        PageContext.View.own(each.project(project), recording),
                        assets(project, recording)));
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
                        view,
                        assets(project, Optional.of(recording))));
    }

    private Optional<String> assets(ProjectId project, Optional<Recording> recording) {
        return assets.filter(each -> recording.isPresent()).map(each -> each.open(project));
    }

    private String html(String slot, Function<Contribution<PageSlot>, PageContext> page) {
        return extensions.of(PageSlot.class).stream()
                .filter(each -> each.<String>call("name a slot", PageSlot::slot).equals(slot))
                .map(each -> each.<String>call("fill a slot", filler -> filler.html(page.apply(each))))
                .collect(Collectors.joining("\n"));
    }
}
