package org.sessionrecording.api.operation;

import org.sessionrecording.api.ApiException;

/** The run was asked to stop; what it had committed stands. */
public final class CancelledException extends ApiException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super(Kind.CONFLICT, "Cancelled");
    }
}
