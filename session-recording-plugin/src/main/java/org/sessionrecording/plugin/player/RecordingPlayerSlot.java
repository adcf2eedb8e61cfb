package org.sessionrecording.plugin.player;

import java.util.Optional;
import org.pf4j.Extension;
import org.sessionrecording.api.PluginHost;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.plugin.page.Html;
import org.sessionrecording.plugin.settings.PlaybackSettings;

/** Puts the player on a recording's page: an empty container that says where everything is, and the script that fills it. */
@Extension
public final class RecordingPlayerSlot implements PageSlot {
    private final String replayPath;
    private final HeavyParts heavyParts;

    /** Made by the host, once per start. */
    public RecordingPlayerSlot(PluginHost host) {
        this.replayPath = "/" + host.pluginId() + "/replay.html";
        this.heavyParts = new HeavyParts(host.pluginId());
    }

    @Override
    public String slot() {
        return "recording-player";
    }

    @Override
    public String html(PageContext context) {
        return context.recording().isPresent() ? container(context) + heavyParts.html(context) : "";
    }

    private String container(PageContext context) {
        Optional<String> assets = context.assets().filter(path -> PlaybackSettings.read(
                        context.project().settings().read())
                .assets());
        String query = context.view().replayQuery();
        String replayQuery = assets.isEmpty() ? query : (query.isEmpty() ? "?" : query + "&") + "assets=on";
        String list = context.view().shared()
                ? ""
                : "/api/projects/" + context.project().id() + "/recordings";
        // what is needed first is on its way before the script is; a shared page's script adds the token to what it
        // asks for
        String early = context.view().shared()
                ? ""
                : "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"%s/chunks\">"
                        .formatted(Html.escape(context.view().api()));
        return """
                <link rel="stylesheet" href="%1$s/player.css">%6$s
                <div data-session-recording-player data-state="loading" data-chunks="%2$s/chunks" data-list="%5$s" \
                data-replay-origin="%3$s" data-replay-path="%4$s"%7$s></div>
                <noscript>The player needs JavaScript.</noscript>
                <script type="module" src="%1$s/player.js"></script>
                """.formatted(
                Html.escape(context.staticPath()),
                Html.escape(context.view().api()),
                Html.escape(context.replayOrigin()),
                Html.escape(replayPath + replayQuery),
                Html.escape(list),
                early,
                assets.map(path -> " data-assets=\"" + Html.escape(path) + "\"").orElse(""));
    }
}
