package org.sessionrecording.host.imports;

import java.util.Locale;

/** Why a row cannot be used. */
enum Reason {
    /** It has no distinct id, or none that is valid UTF-8. */
    NO_DISTINCT_ID,
    /** Its properties are null or empty. */
    NO_PROPERTIES,
    /** Its properties have more bytes than are read of one row. */
    ROW_TOO_LARGE,
    /** Its properties are no JSON object, or break a limit of ingest. */
    PROPERTIES_INVALID,
    /** Its properties have no {@code $snapshot_data}, or null or a number there. */
    NO_SNAPSHOT_DATA,
    /** Its {@code $snapshot_data} is a text that holds no JSON, or inflates to more than a limit. */
    SNAPSHOT_DATA_INVALID,
    /** Its ids, or something else that an event must have, are not as ingest takes them. */
    EVENT_INVALID,
    /** None of its snapshots is an rrweb event. */
    NO_READABLE_SNAPSHOT,
    /** It is a piece of snapshots of which others are missing. */
    PIECES_MISSING,
    /** It is a piece of snapshots that cannot be put together or unpacked. */
    PIECES_INVALID;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
