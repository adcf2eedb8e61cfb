package org.sessionrecording.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one unchecked exception family between host and plugins. Messages read <em>Cannot do what: why (what to do)</em> and
 * hold no secret, payload or personal data; they may be shown to the person who asked.
 */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Kind {
        /** What was asked is wrong; asking again unchanged will not help. */
        CALLER,
        /** The caller is right but something else has it or changed it; look again. */
        CONFLICT,
        /** What was asked for is not there. */
        MISSING,
        /** The host's database failed; may be tried again. */
        STORE,
        /** The archive failed or refused; may be tried again where the message does not say otherwise. */
        ARCHIVE,
        /** A plugin broke its contract. */
        PLUGIN,
        /** A defect. */
        INTERNAL
    }

    private final Kind kind;

    public ApiException(Kind kind, String message) {
        this(kind, message, null);
    }

    public ApiException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** Who has to act. */
    public Kind kind() {
        return kind;
    }
}
