package org.sessionrecording.api.page;

import java.util.Optional;
import java.util.Set;
import org.pf4j.ExtensionPoint;

/**
 * Files that the host serves for a plugin: to everyone, without login, with CORS, so nothing private may be among them.
 */
public interface StaticFiles extends ExtensionPoint {
    /** On which origin a file is asked for. */
    enum Origin {
        /** The host's own origin, under {@code /static/{plugin id}/}. */
        HOST,
        /** The replay origin, under {@code /{plugin id}/}: pages that show recorded, hostile content. */
        REPLAY
    }

    /**
     * Names directly under {@code /static/} that this plugin claims, such as {@code recorder.js}; a leading
     * {@code *}{@code /} stands for one path segment ({@code *}{@code /lazy-recorder.js}). A name that two plugins claim
     * belongs to the one whose id sorts first, and the clash is logged.
     */
    default Set<String> reservedNames() {
        return Set.of();
    }

    /**
     * The file at {@code path}, relative to the plugin's folder or one of its reserved names, decoded, without leading
     * slash, never holding {@code ..} or an empty segment. Called from any thread; the host caches nothing.
     */
    Optional<StaticFile> find(Origin origin, String path);
}
