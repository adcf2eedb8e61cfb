package org.sessionrecording.api.recording;

import org.sessionrecording.api.ApiException;

/** The run's lease ended or went to another host: it must stop without touching anything further. */
public final class LeaseLostException extends ApiException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message) {
        super(Kind.CONFLICT, message);
    }
}
