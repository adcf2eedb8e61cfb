package org.sessionrecording.api.page;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that people of a project should know, as long as it holds.
 *
 * @param text one or two sentences in plain text: what is the matter, and what to do
 * @param link where to do it: a path of the host's own, such as {@code /storage}; the host adds the project
 */
public record Notice(Level level, String text, Optional<String> link) {
    /** How much it matters. */
    public enum Level {
        /** Good to know. Shown on the storage page. */
        INFO,
        /** Will become a problem. Shown on the storage page. */
        WARNING,
        /** Somebody has to act. Shown on every page. */
        ALARM
    }

    public Notice {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(text, "text");
        if (link.filter(path -> !path.matches("/[A-Za-z0-9._~/-]*")).isPresent()) {
            throw new IllegalArgumentException("Cannot link a notice to " + link.get() + ": it is no path of the host");
        }
    }
}
