package org.sessionrecording.api.enrich;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One rrweb event, plain (fields that a client compressed are inflated). Valid only during the call it is handed to.
 */
public interface Snapshot {
    /** rrweb's EventType: 2 full snapshot, 3 incremental, 4 meta, 5 custom, 6 plugin. */
    int type();

    /** rrweb's IncrementalSource of a type-3 event ({@code data.source}): 1 mouse move, 2 interaction, 5 input, … */
    OptionalInt source();

    /** Corrected by the client's clock skew. */
    Instant at();

    /** The JSON object as UTF-8, read-only; escapes as they came. */
    ByteBuffer json();

    /**
     * The value at a path of member names, e.g. {@code find("data", "href")}: a string's decoded text, else the JSON text
     * of the value. Empty where it is missing, null, or over 64 KiB.
     */
    Optional<String> find(String... path);
}
