package org.sessionrecording.plugin.restore;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;

/**
 * What is to be restored: one recording by its path, a person's, or those that begin within a span of time.
 *
 * @param path {@code {escaped distinct id}/{timestamp}}
 * @param keepFor how long retention leaves it alone
 */
record RestoreRequest(
        Optional<String> path,
        Optional<DistinctId> distinctId,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Duration> keepFor) {
    private static final int MOST_DAYS = 3_650;
    private static final String LINK_BEGINS = "/sessions/";
    private static final String LINK_ENDS = "/recording";

    /** @throws ApiException of kind CALLER */
    static RestoreRequest read(Map<String, String> given) {
        try {
            RestoreRequest request = new RestoreRequest(
                    text(given, "path").map(RestoreRequest::path),
                    text(given, "distinct_id").map(DistinctId::new),
                    text(given, "from").map(Instant::parse),
                    text(given, "to").map(Instant::parse),
                    text(given, "days").map(RestoreRequest::days));
            request.requireOneThing();
            return request;
        } catch (DateTimeException e) {
            throw wrong("from and to are instants such as 2026-11-23T19:10:00Z");
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void requireOneThing() {
        boolean span = from.isPresent() || to.isPresent();
        if (path.isPresent() && (distinctId.isPresent() || span)) {
            throw wrong("a path is one recording; give it alone");
        }
        if (path.isEmpty() && distinctId.isEmpty() && !span) {
            throw wrong("say which: path, distinct_id, or from and to");
        }
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).filter(text -> !text.isBlank());
    }

    private static String path(String text) {
        String path = text.startsWith(LINK_BEGINS) ? text.substring(LINK_BEGINS.length()) : text;
        return path.endsWith(LINK_ENDS) ? path.substring(0, path.length() - LINK_ENDS.length()) : path;
    }

    private static Duration days(String text) {
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST_DAYS) {
            throw wrong("days is a whole number from 1 to " + MOST_DAYS);
        }
        return Duration.ofDays(Integer.parseInt(text));
    }

    private static ApiException wrong(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot restore: " + why);
    }
}
