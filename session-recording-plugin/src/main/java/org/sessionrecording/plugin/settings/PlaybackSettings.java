package org.sessionrecording.plugin.settings;

import java.util.List;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;

/**
 * How recordings are shown.
 *
 * @param assets whether images, fonts and style sheets that were recorded by address are fetched from the recorded site
 */
public record PlaybackSettings(boolean assets) {
    static final String ASSETS = "replay_assets";

    public static PlaybackSettings read(SettingValues values) {
        return new PlaybackSettings(values.flag(ASSETS));
    }

    static List<SettingSpec> specs() {
        return List.of(
                SettingSpec.flag(
                        ASSETS,
                        false,
                        "Show images and fonts of the recorded site",
                        "While somebody watches, this host fetches images, fonts and style sheets that a recording names by address, as"
                                + " they are now, without cookies, referrer or anything of the watcher. The recorded site, and whoever"
                                + " else a recording names, learns that somebody watches, and when. Off: they are left out. Holds for"
                                + " shared links too; exported files stay offline. The operator may forbid it (REPLAY_ASSETS)."));
    }
}
