package org.sessionrecording.tool;

import java.io.IOException;

/** An object is not what it should be; the message says what is wrong, for people. */
final class BadObjectException extends IOException {
    private static final long serialVersionUID = 1;

    BadObjectException(String message) {
        super(message);
    }

    BadObjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
