package org.sessionrecording.api.recording;

import java.util.Optional;

/** What became of a recording that was brought back from its archive. */
public sealed interface Adoption {
    /**
     * It is in the catalog, and all its parts are linked.
     *
     * @param created whether the catalog did not know it before
     * @param linked parts that were not linked before
     */
    record Adopted(RecordingKey recording, boolean created, int linked) implements Adoption {}

    /**
     * Nothing was changed, because it was erased: it must never come back.
     */
    record Erased() implements Adoption {}

    /**
     * Nothing was changed.
     *
     * @param recording which the catalog has under this name, where it has one
     */
    record Refused(Optional<RecordingKey> recording, String reason) implements Adoption {}
}
