package org.sessionrecording.host.imports;

import java.util.Optional;

/** Who reads the source. */
record Credentials(Optional<String> user, String password) {
    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
