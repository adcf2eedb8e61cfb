package org.sessionrecording.host.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.DistinctId;

/** Reads what a client says when it asks for its configuration. What it says wrongly counts as not said. For one body. */
final class HelloReader {
    private static final int MOST_PROPERTIES = 100;
    private static final int LONGEST_PROPERTY = 1_000;

    private final JsonWalk walk;
    private final RequestLine line;
    private final Map<String, String> properties = new HashMap<>();
    private @Nullable String token;
    private @Nullable String distinctId;
    private @Nullable String sessionId;
    private @Nullable String url;

    HelloReader(Spool spool, WireLimits limits, RequestLine line) {
        this.walk = new JsonWalk(spool, limits);
        this.line = line;
    }

    ClientHello read() {
        if (walk.kind() == '{') {
            walk.forEachMember(this::readMember);
        } else if (walk.kind() >= 0) {
            walk.skip();
        }
        walk.requireEnd();
        return new ClientHello(
                Optional.ofNullable(token).or(() -> line.parameter("api_key")).or(() -> line.parameter("token")),
                Optional.ofNullable(distinctId)
                        .or(() -> line.parameter("distinct_id"))
                        .filter(HelloReader::isDistinctId),
                Optional.ofNullable(sessionId),
                Optional.ofNullable(url),
                properties);
    }

    private static boolean isDistinctId(String id) {
        int length = id.codePointCount(0, id.length());
        return length >= 1 && length <= DistinctId.MAX_CODE_POINTS;
    }

    private void readMember(String name) {
        switch (name) {
            case "token", "api_key", "$token" -> token = walk.scalar().orElse(token);
            case "distinct_id", "$distinct_id" -> distinctId = walk.scalar().orElse(distinctId);
            case "$session_id" -> sessionId = walk.scalar().orElse(sessionId);
            case "$current_url" -> url = walk.scalar().orElse(url);
            case "person_properties", "properties" -> readProperties();
            default -> walk.skip();
        }
    }

    private void readProperties() {
        if (walk.kind() != '{') {
            walk.skip();
            return;
        }
        walk.forEachMember(name -> walk.scalar().ifPresent(value -> {
            if (name.equals("$current_url")) {
                url = value;
            }
            if (properties.size() < MOST_PROPERTIES && value.length() <= LONGEST_PROPERTY) {
                properties.put(name, value);
            }
        }));
    }
}
