package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.store.ListRequest;
import org.sessionrecording.host.store.ListRequest.Sort;
import org.sessionrecording.host.web.Requests;

/**
 * {@code ?distinct_id=&session_id=&state=&from=&to=&url=&location=&min_duration=&max_duration=&pinned=&sort=&order=&limit=&cursor=}, the
 * same for scripts and for the page, so that its address leads to the same list. The distinct id is the original.
 */
public final class ListQuery {
    /** All that says which recordings are listed, and how. */
    public static final List<String> FILTERS = List.of(
            "distinct_id",
            "session_id",
            "state",
            "from",
            "to",
            "url",
            "location",
            "min_duration",
            "max_duration",
            "pinned",
            "sort",
            "order");

    private static final int DEFAULT_LIMIT = 50;
    private static final int LONGEST_TEXT = 2_000;

    private ListQuery() {}

    /**
     * @param zone in which dates without a time are days
     * @throws ApiException of kind CALLER naming the parameter that cannot be read
     */
    public static ListRequest read(Context context, ZoneId zone) {
        RecordingQuery query = new RecordingQuery(
                parameter(context, "distinct_id", DistinctId::new),
                parameter(context, "session_id", Function.identity()),
                parameter(context, "state", text -> Recording.State.valueOf(text.toUpperCase(Locale.ROOT))),
                parameter(context, "from", text -> instant(text, zone, 0)),
                parameter(context, "to", text -> instant(text, zone, 1)),
                Optional.empty(),
                parameter(context, "limit", ListQuery::limit).orElse(DEFAULT_LIMIT));
        return new ListRequest(
                query,
                parameter(context, "url", ListQuery::text),
                parameter(context, "location", ListQuery::text),
                parameter(context, "min_duration", ListQuery::duration),
                parameter(context, "max_duration", ListQuery::duration),
                parameter(context, "pinned", ListQuery::flag),
                parameter(context, "sort", text -> Sort.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(Sort.START),
                parameter(context, "order", ListQuery::ascending).orElse(false),
                parameter(context, "cursor", Function.identity()));
    }

    /** An instant, or a day: its begin, or that of the day after. */
    private static Instant instant(String text, ZoneId zone, int days) {
        return text.length() == 10
                ? LocalDate.parse(text).plusDays(days).atStartOfDay(zone).toInstant()
                : Instant.parse(text);
    }

    private static String text(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("too long");
        }
        return text.strip();
    }

    /** Seconds, or {@code 1:30}, or {@code 1:00:00}. */
    private static Duration duration(String text) {
        if (!text.matches("\\d{1,7}(:\\d{1,2}){0,2}")) {
            throw new IllegalArgumentException("no duration");
        }
        long seconds =
                Arrays.stream(text.split(":")).mapToLong(Long::parseLong).reduce(0, (sum, each) -> 60 * sum + each);
        return Duration.ofSeconds(seconds);
    }

    private static boolean flag(String text) {
        return oneOf(text, "true", "false");
    }

    private static boolean ascending(String text) {
        return oneOf(text, "asc", "desc");
    }

    private static boolean oneOf(String text, String yes, String no) {
        if (!text.equals(yes) && !text.equals(no)) {
            throw new IllegalArgumentException(yes + " or " + no);
        }
        return text.equals(yes);
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
