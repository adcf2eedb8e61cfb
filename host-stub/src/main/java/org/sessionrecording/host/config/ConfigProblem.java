package org.sessionrecording.host.config;

/** A problem whose message may be shown. */
final class ConfigProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ConfigProblem(String message) {
        super(message);
    }
}
