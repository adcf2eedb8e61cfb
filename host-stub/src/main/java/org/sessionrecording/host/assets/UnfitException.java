package org.sessionrecording.host.assets;

/** What was asked for is not let through; the message says why, and holds nothing of what was asked for. */
final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitException(String why) {
        super(why);
    }
}
