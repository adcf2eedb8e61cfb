package org.sessionrecording.host.auth;

/** Someone who may log in. */
public record User(long id, String email, boolean admin) {
    @Override
    public String toString() {
        return "User[" + id + "]";
    }
}
