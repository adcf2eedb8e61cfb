package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.web.Requests;

/**
 * {@code ?distinct_id=&session_id=&state=&from=&to=&limit=&cursor=} as a query; the distinct id is the
 * original, and finds recordings by their names only, not those in which a visitor came to be known by it later.
 */
public final class ListQuery {
    private static final int DEFAULT_LIMIT = 50;

    private ListQuery() {}

    /** @throws ApiException of kind CALLER naming the parameter that cannot be read */
    public static RecordingQuery read(Context context) {
        return new RecordingQuery(
                parameter(context, "distinct_id", DistinctId::new),
                parameter(context, "session_id", Function.identity()),
                parameter(context, "state", text -> Recording.State.valueOf(text.toUpperCase(Locale.ROOT))),
                parameter(context, "from", Instant::parse),
                parameter(context, "to", Instant::parse),
                parameter(context, "cursor", text -> new RecordingKey(Long.parseLong(text))),
                parameter(context, "limit", ListQuery::limit).orElse(DEFAULT_LIMIT));
    }

    /** What {@code cursor} must say for the page after this recording. */
    public static String cursor(Recording last) {
        return last.key().toString();
    }

    private static int limit(String text) {
        int limit = Integer.parseInt(text);
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit is 1 to 1000");
        }
        return limit;
    }

    private static <T> Optional<T> parameter(Context context, String name, Function<String, T> parse) {
        String text = Requests.query(context, name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ApiException(
                    ApiException.Kind.CALLER, "Cannot list recordings: the parameter " + name + " cannot be read", e);
        }
    }
}
