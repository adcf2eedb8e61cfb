package org.sessionrecording.wire;

import java.util.List;
import java.util.regex.Pattern;

/** Whose session is grown. All four are plain: letters, digits and {@code . _ @ + -}. */
public record Visitor(String token, String distinctId, String sessionId, String windowId) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@+-]+");

    public Visitor {
        for (String id : List.of(token, distinctId, sessionId, windowId)) {
            if (!PLAIN.matcher(id).matches()) {
                throw new IllegalArgumentException("Cannot grow a session of '" + id + "': it is not plain");
            }
        }
    }
}
