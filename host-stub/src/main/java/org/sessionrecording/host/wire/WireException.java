package org.sessionrecording.host.wire;

import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/** A whole request is refused; the message names the byte or path where it went wrong, and nothing of what was sent. */
public final class WireException extends ApiException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    private WireException(Fault fault, String message, @Nullable Throwable cause) {
        super(Kind.CALLER, message, cause);
        this.fault = fault;
    }

    static WireException undecodable(String message) {
        return new WireException(Fault.UNDECODABLE, message, null);
    }

    static WireException undecodable(String message, Throwable cause) {
        return new WireException(Fault.UNDECODABLE, message, cause);
    }

    static WireException overLimit(String message) {
        return new WireException(Fault.OVER_LIMIT, message, null);
    }

    /** Whether it is wrong (400) or too large (413). */
    public Fault fault() {
        return fault;
    }
}
