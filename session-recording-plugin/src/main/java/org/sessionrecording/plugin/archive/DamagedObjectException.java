package org.sessionrecording.plugin.archive;

import java.io.IOException;

/** What was read is not an archive object, or not a sound one. The archive itself answered. */
public final class DamagedObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedObjectException(String message) {
        super(message);
    }

    DamagedObjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
