package org.sessionrecording.host.share;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sessionrecording.host.playback.Excerpt;
import org.sessionrecording.host.web.Rejection;

/** What a share is asked to be: {@code {"expires_at"|"expires_in_days","from","to","person","password","embed"}}, all optional. */
final class ShareInput {
    private static final Set<String> KNOWN =
            Set.of("expires_at", "expires_in_days", "from", "to", "person", "password", "embed");
    private static final int DEFAULT_DAYS = 7;
    private static final int MOST_DAYS = 365;
    private static final int MOST_ORIGINS = 10;
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 200;

    private final ObjectMapper json = new ObjectMapper();

    /** @throws Rejection 400 that says what is wrong */
    NewShare read(byte[] body, Instant now) {
        JsonNode asked = tree(body);
        Set<String> unknown = new TreeSet<>();
        asked.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw bad("it does not know " + unknown.iterator().next());
        }
        try {
            Excerpt excerpt = new Excerpt(
                    instant(asked, "from"),
                    instant(asked, "to"),
                    asked.path("person").asBoolean(false));
            return new NewShare(excerpt, expiry(asked, now), password(asked), embed(asked));
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode tree(byte[] body) {
        try {
            JsonNode tree = body.length == 0 ? json.createObjectNode() : json.readTree(body);
            if (!tree.isObject()) {
                throw bad("the body is no JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw bad("the body is no JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read from memory", e);
        }
    }

    private static Optional<Instant> instant(JsonNode asked, String name) {
        if (!asked.hasNonNull(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(asked.path(name).asText()));
        } catch (DateTimeException e) {
            throw bad(name + " is no instant (write 2026-11-23T19:10:00.000Z)");
        }
    }

    private static Instant expiry(JsonNode asked, Instant now) {
        Instant expiry = instant(asked, "expires_at").orElseGet(() -> now.plus(Duration.ofDays(days(asked))));
        if (!expiry.isAfter(now) || expiry.isAfter(now.plus(Duration.ofDays(MOST_DAYS)))) {
            throw bad("a link holds for some time, and for " + MOST_DAYS + " days at most");
        }
        return expiry;
    }

    private static int days(JsonNode asked) {
        JsonNode days = asked.path("expires_in_days");
        if (!days.isMissingNode() && (!days.canConvertToInt() || days.asInt() < 1 || days.asInt() > MOST_DAYS)) {
            throw bad("expires_in_days is 1 to " + MOST_DAYS);
        }
        return days.asInt(DEFAULT_DAYS);
    }

    private static Optional<String> password(JsonNode asked) {
        Optional<String> password =
                Optional.of(asked.path("password").asText("")).filter(each -> !each.isEmpty());
        if (password.filter(each -> each.length() < SHORTEST_PASSWORD || each.length() > LONGEST_PASSWORD)
                .isPresent()) {
            throw bad("a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        return password;
    }

    private static List<String> embed(JsonNode asked) {
        List<String> origins = new ArrayList<>();
        for (JsonNode origin : asked.path("embed")) {
            origins.add(origin(origin.asText()));
        }
        if (origins.size() > MOST_ORIGINS) {
            throw bad("at most " + MOST_ORIGINS + " sites may embed it");
        }
        return origins;
    }

    /** As it stands in a policy: nothing but scheme, host and port. */
    private static String origin(String text) {
        try {
            URI uri = URI.create(text.strip().replaceFirst("/$", ""));
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            String host = uri.getHost();
            if (http && host != null && host.matches("[A-Za-z0-9.-]{1,253}|\\[[0-9a-fA-F:.]+]")) {
                String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                String origin = uri.getScheme() + "://" + host + port;
                if (origin.equals(uri.toString())) {
                    return origin;
                }
            }
        } catch (IllegalArgumentException e) {
            throw bad("embed names origins, as https://example.com");
        }
        throw bad("embed names origins, as https://example.com");
    }

    private static Rejection bad(String why) {
        return new Rejection(400, "Cannot share the recording: " + why);
    }
}
