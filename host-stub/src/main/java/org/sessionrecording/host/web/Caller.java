package org.sessionrecording.host.web;

/**
 * Who makes a request.
 *
 * @param admin may change the installation
 * @param csrfToken of a login session: what unsafe requests must repeat; empty for API keys
 */
public record Caller(long userId, String email, boolean admin, How how, String csrfToken) {
    /** By what they showed who they are. */
    public enum How {
        SESSION,
        API_KEY
    }

    @Override
    public String toString() {
        return "Caller[" + userId + ", " + how + "]";
    }
}
