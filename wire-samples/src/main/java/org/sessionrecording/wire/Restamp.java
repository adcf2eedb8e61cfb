package org.sessionrecording.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives one body other times and ids. Works on the text, so that all else stays to the byte. */
final class Restamp {
    private static final Pattern SNAPSHOT_TIME = Pattern.compile("\"timestamp\":(\\d{13})");
    private static final Pattern EVENT_TIME = Pattern.compile("\"timestamp\":\"(\\d{4}-[0-9T:.-]+Z)\"");
    private static final Pattern SEND_TIME = Pattern.compile(",\"(?:sent_at\":\"[^\"]*\"|offset\":\\d+)");
    private static final Pattern EVENT_ID = Pattern.compile("\"uuid\":\"([^\"]*)\"");
    private static final Pattern INSERT_ID = Pattern.compile("\"\\$insert_id\":\"([^\"]*)\"");
    private static final Pattern DISTINCT_ID = Pattern.compile("\"(distinct_id|\\$device_id)\":\"[^\"]*\"");
    private static final Pattern SESSION_ID = Pattern.compile("\"\\$session_id\":\"[^\"]*\"");
    private static final Pattern WINDOW_ID = Pattern.compile("\"\\$window_id\":\"[^\"]*\"");

    private final Visitor visitor;
    private final long shift;
    private final int round;

    /** @param shift milliseconds to add to all times */
    Restamp(Visitor visitor, long shift, int round) {
        this.visitor = visitor;
        this.shift = shift;
        this.round = round;
    }

    static long[] snapshotTimes(String json) {
        return SNAPSHOT_TIME
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .toArray();
    }

    String apply(String json) {
        String stamped = replace(SEND_TIME, json, found -> "");
        stamped = replace(SNAPSHOT_TIME, stamped, found -> "\"timestamp\":" + (Long.parseLong(found.group(1)) + shift));
        stamped = replace(
                EVENT_TIME,
                stamped,
                found -> "\"timestamp\":\"" + Instant.parse(found.group(1)).plusMillis(shift) + "\"");
        stamped = replace(EVENT_ID, stamped, found -> "\"uuid\":\"" + newId(found.group(1)) + "\"");
        stamped = replace(INSERT_ID, stamped, found -> "\"$insert_id\":\"" + newId(found.group(1)) + "\"");
        stamped = replace(DISTINCT_ID, stamped, found -> "\"" + found.group(1) + "\":\"" + visitor.distinctId() + "\"");
        stamped = replace(SESSION_ID, stamped, found -> "\"$session_id\":\"" + visitor.sessionId() + "\"");
        stamped = replace(WINDOW_ID, stamped, found -> "\"$window_id\":\"" + visitor.windowId() + "\"");
        return stamped.replace("\"" + WireSamples.TOKEN + "\"", "\"" + visitor.token() + "\"");
    }

    /** Another id for each round, the same at each growing: hosts know repeats by it. */
    private UUID newId(String old) {
        String name = visitor.sessionId() + " " + round + " " + old;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String replace(Pattern pattern, String text, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.apply(found)));
    }
}
