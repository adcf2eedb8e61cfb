package org.sessionrecording.plugin.player;

import java.util.Optional;
import java.util.Set;
import org.pf4j.Extension;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;

/**
 * Serves the recorder to recorded sites, the player to the host's pages, the replay page to the replay origin, and posthog-js's own scripts under the
 * names by which its clients of every age ask for their recorder. For any thread.
 */
@Extension
public final class PluginStaticFiles implements StaticFiles {
    private static final String LAZY_RECORDER = "lazy-recorder.js";
    /** Into which the host puts a recording that is exported as one file. */
    private static final String EXPORT = "export.html";

    /** Today's recorders serve clients back to 2020, so one version is enough for all of them. */
    private static final Set<String> RECORDERS = Set.of("array.js", "recorder.js", "recorder-v2.js", LAZY_RECORDER);

    private static final Set<String> ON_HOST = Set.of(
            "player.js",
            "player-worker.js",
            "heavy-parts.js",
            "player.css",
            EXPORT,
            "session-recorder.js",
            "session-recorder.d.ts",
            "snippet.txt",
            "snippet-page.js",
            "licences.txt");
    private static final Set<String> ON_REPLAY = Set.of("replay.html", "licences.txt");

    private final BuiltFiles files = new BuiltFiles();

    @Override
    public Set<String> reservedNames() {
        return Set.of("array.js", "recorder.js", "recorder-v2.js", LAZY_RECORDER, "*/" + LAZY_RECORDER, EXPORT);
    }

    @Override
    public Optional<StaticFile> find(Origin origin, String path) {
        return switch (origin) {
            case REPLAY -> ON_REPLAY.contains(path) ? files.find(path) : Optional.empty();
            case HOST -> findOnHost(path.matches("[^/]+/" + LAZY_RECORDER) ? LAZY_RECORDER : path);
        };
    }

    private Optional<StaticFile> findOnHost(String name) {
        return ON_HOST.contains(name) || RECORDERS.contains(name) || BuiltFiles.isHashed(name)
                ? files.find(name)
                : Optional.empty();
    }
}
