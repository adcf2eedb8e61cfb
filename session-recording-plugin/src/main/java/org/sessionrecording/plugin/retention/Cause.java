package org.sessionrecording.plugin.retention;

import java.util.Locale;

/** Why a recording could not be dealt with, for figures and metrics. */
enum Cause {
    /** The archive did not answer, refused, or holds other bytes than were sent. */
    ARCHIVE,
    /** Its chunks rotted in the database. */
    CORRUPT,
    /** Another object lies where its own belongs. */
    FOREIGN,
    /** It cannot be laid out as an object, for instance because it is too large. */
    UNFIT,
    /** An interrupted run left an object whose chunks the database no longer holds. */
    UNSETTLED,
    /** It was erased while it was written, and its object cannot be deleted. */
    ERASED,
    /** The database no longer held what was to be written. */
    CHANGED;

    /** As in {@code failed_archive}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
