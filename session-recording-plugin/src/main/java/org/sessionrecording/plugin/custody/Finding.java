package org.sessionrecording.plugin.custody;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that a person should know of one object.
 *
 * @param url of the object
 * @param recording its path; empty where the object tells none
 * @param reason one sentence
 * @param since when it was found first
 */
public record Finding(Kind kind, String url, String recording, String reason, Instant since) {
    /** What is the matter. */
    public enum Kind {
        /** A link whose object is gone. */
        MISSING,
        /** A link whose object is not, or no longer, what was linked. */
        DAMAGED,
        /** An object that no link names. */
        ORPHAN,
        /** An object that no link names and that is no archive object. */
        STRAY,
        /** An object from which its recording cannot be brought back. */
        REFUSED;

        /** In figures, settings and stored records. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        reason = reason.replace('\n', ' ');
    }
}
