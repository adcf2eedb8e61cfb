package org.sessionrecording.plugin.player;

import org.pf4j.Extension;
import org.sessionrecording.api.PluginHost;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.plugin.page.Html;

/** Beside "Play", where recording is off: an info that opens, says so, and leads to the setting. Nothing where it is on. */
@Extension
public final class PlayToggleSlot implements PageSlot {
    private final String settingsPath;

    /** Made by the host, once per start. */
    public PlayToggleSlot(PluginHost host) {
        this.settingsPath = "/settings/" + host.pluginId();
    }

    @Override
    public String slot() {
        return "play-toggle";
    }

    @Override
    public String html(PageContext context) {
        if (context.project().settings().read().flag("recording_enabled")) {
            return "";
        }
        return """
                <details class="info" data-play-toggle="off"><summary><b>i</b> Recording is off</summary>
                <p>No visit is recorded in this project now, so there is nothing new to play. \
                <a href="%s?project=%s">Switch it on in the settings</a></p></details>
                """.formatted(Html.escape(settingsPath), context.project().id());
    }
}
