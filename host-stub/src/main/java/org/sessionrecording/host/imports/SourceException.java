package org.sessionrecording.host.imports;

import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/** The database from which is imported does not do what is asked. */
final class SourceException extends ApiException {
    private static final long serialVersionUID = 1L;

    private SourceException(Kind kind, String message, @Nullable Throwable cause) {
        super(kind, message, cause);
    }

    /** It may answer later. */
    static SourceException passing(String message, @Nullable Throwable cause) {
        return new SourceException(Kind.STORE, message, cause);
    }

    /** It will not. */
    static SourceException lasting(String message, @Nullable Throwable cause) {
        return new SourceException(Kind.CALLER, message, cause);
    }
}
